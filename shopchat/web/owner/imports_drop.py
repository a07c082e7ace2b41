"""Where a file is dropped, and what it should look like."""

from typing import Any

import reflex as rx

from shopchat.web import theme
from shopchat.web.owner.choices import bot_select
from shopchat.web.ui.buttons import link_button
from shopchat.web.ui.states import section

_UPLOAD = "import-file"
_MAX_BYTES = 50 * 1024 * 1024
_FORMATS = {
    "text/csv": [".csv"],
    "application/vnd.ms-excel": [".csv"],
    "text/tab-separated-values": [".tsv"],
    "text/markdown": [".md", ".markdown"],
    "text/html": [".html", ".htm"],
    "text/plain": [".txt"],
    "application/gzip": [".gz"],
}
_EXAMPLE = "title,content,price,currency,url,image_url,sku"


def drop_target(receive: Any, *, upload_id: str) -> rx.Component:
    """Where files are dropped or chosen; `receive` is the handler that gets them."""
    area = rx.upload.root(
        rx.icon("file_up", size=22, class_name="text-brand-ink", aria_hidden="true"),
        rx.el.p(
            rx.el.span("Drop a file here", class_name="font-medium"),
            rx.el.span(" or click to choose one", class_name="text-muted"),
            class_name="mt-2",
        ),
        rx.el.p("CSV, TSV, Markdown, HTML or text, up to 50 MB, gzip too", class_name="text-[0.8125rem] text-faint"),
        id=upload_id,
        accept=_FORMATS,
        max_size=_MAX_BYTES,
        multiple=True,
        on_drop=receive(rx.upload_files(upload_id=upload_id)),
        no_click=True,  # the label around it opens the chooser, and names the input
        class_name=(
            "flex cursor-pointer flex-col items-center rounded-xl border border-dashed border-edge px-6 py-9"
            " text-center transition-colors hover:border-brand hover:bg-brand-soft"
        ),
        drag_active_style={"border_color": "var(--brand)", "background": "var(--brand-soft)"},
    )
    return rx.el.label(area, class_name="block")


def drop_zone(*, bots: Any, bot: Any, choose: Any, receive: Any, address: rx.Component, refusal: Any) -> rx.Component:
    """The form of the import page, with `address` as the other way in; without a chatbot it leads to making one."""
    form = rx.el.div(
        rx.el.div(
            rx.el.label("For", html_for="import-bot", class_name="text-[0.8125rem] font-medium"),
            bot_select(bots, id="import-bot", value=bot, on_change=choose, class_name="!w-auto max-w-full"),
            class_name="mb-4 flex items-center gap-3",
        ),
        drop_target(receive, upload_id=_UPLOAD),
        address,
        rx.el.div(
            rx.cond(
                refusal,
                rx.el.p(refusal, role="alert", class_name="mt-3 rounded-lg bg-bad-soft px-3.5 py-2.5 text-bad"),
            ),
            aria_live="polite",
        ),
        rx.el.p(
            "The first line of a table names the columns, such as ",
            rx.el.code(_EXAMPLE, class_name="rounded bg-sunken px-1.5 py-0.5 font-mono text-xs"),
            ". Only a title is needed; usual names in other shops' exports are understood, and you are "
            "asked about others.",
            class_name="mt-4 text-[0.8125rem] text-muted text-pretty",
        ),
    )
    return section(
        "New import",
        None,
        rx.cond(
            bots,
            form,
            rx.el.div(
                rx.el.p("Knowledge belongs to a chatbot. Make one first.", class_name="text-muted"),
                link_button("Make a chatbot", href=f"{theme.HOME}/chatbots", class_name="mt-4"),
            ),
        ),
    )
