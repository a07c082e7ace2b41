"""What each of the five first steps shows."""

from typing import Any

import reflex as rx

from shopchat.chatbots.models import DEFAULT_WELCOME
from shopchat.chatbots.theme import ThemeConfig
from shopchat.web import theme
from shopchat.web.form import error_of
from shopchat.web.owner.chatbot import ChatbotState
from shopchat.web.owner.chatbot_embed import places
from shopchat.web.owner.imports_drop import drop_target
from shopchat.web.owner.installed import installed
from shopchat.web.owner.look_preview import drafted, preview
from shopchat.web.owner.start import StartState
from shopchat.web.ui.buttons import button, link_button, submit
from shopchat.web.ui.code import snippet
from shopchat.web.ui.fields import error_text, live_input, text_field
from shopchat.web.ui.link import link
from shopchat.web.ui.progress import progress_bar
from shopchat.web.ui.states import card, section

_COLOURS = (
    ("#6366f1", "Indigo"),
    ("#0f766e", "Teal"),
    ("#15803d", "Green"),
    ("#b45309", "Amber"),
    ("#be123c", "Rose"),
    ("#1f2937", "Slate"),
)
_UPLOAD = "first-file"


def _colour(value: str, label: str) -> rx.Component:
    return rx.el.button(
        type="button",
        aria_label=label,
        title=label,
        aria_pressed=rx.cond(StartState.colour == value, "true", "false"),
        on_click=StartState.try_colour(value),
        class_name=rx.cond(
            StartState.colour == value,
            "tap size-9 rounded-full ring-2 ring-ink ring-offset-2 ring-offset-surface",
            "tap size-9 rounded-full ring-1 ring-edge",
        ),
        style={"background": value},
    )


def name_it() -> rx.Component:
    """Step 1: a name and a colour, with the chat window beside them."""
    form = rx.el.form(
        text_field(
            "Name",
            "name",
            value=StartState.name,
            on_change=StartState.try_name,
            required=True,
            max_length=255,
            placeholder="Ivy",
            hint="Shoppers see it at the top of the chat.",
            error=error_of(StartState.errors, "name"),
        ),
        rx.el.fieldset(
            rx.el.legend("Colour", class_name="mb-2 text-[0.8125rem] font-medium"),
            rx.el.div(
                *[_colour(*each) for each in _COLOURS],
                live_input(
                    wait_ms=60,
                    type="color",
                    value=StartState.colour,
                    on_change=StartState.try_colour,
                    aria_label="Another colour",
                    class_name="h-9 w-12 cursor-pointer rounded-lg border border-edge bg-surface p-1",
                ),
                class_name="flex flex-wrap items-center gap-3",
            ),
            error_text(error_of(StartState.errors, "primary_color"), "colour"),
        ),
        rx.el.p(
            "Voice, welcome and everything else can be changed at any time.",
            class_name="text-[0.8125rem] text-muted",
        ),
        rx.el.div(submit("Next: teach it"), class_name="flex justify-end"),
        on_submit=StartState.call_it,
        class_name="flex flex-col gap-5",
    )
    shown = rx.cond(StartState.name != "", StartState.name, "Ivy")
    return rx.el.div(
        section("Name it", None, form),
        rx.el.div(
            preview(rx.Var.create(drafted(ThemeConfig())), pair=StartState.pair, name=shown, welcome=DEFAULT_WELCOME),
            class_name="hidden sm:block",
        ),
        class_name="grid items-start gap-6 lg:grid-cols-[1fr_20rem]",
    )


def teach_it() -> rx.Component:
    """Step 2: the shop's address, or a file."""
    return rx.el.div(
        section(
            "Paste your shop's address",
            "Products, policies and pages are read from it; a Shopify shop's whole list at once.",
            rx.el.form(
                rx.el.div(
                    text_field(
                        "Address",
                        "url",
                        input_mode="url",
                        auto_capitalize="none",
                        max_length=2000,
                        placeholder="www.yourstore.com",
                        error=error_of(StartState.errors, "url"),
                    ),
                    class_name="min-w-0 grow",
                ),
                submit("Read it", "min-h-10 sm:mt-[1.625rem]"),
                on_submit=StartState.teach,
                reset_on_submit=False,
                class_name="flex flex-col gap-3 sm:flex-row sm:items-start",
            ),
        ),
        section(
            "Or drop a file",
            "A product export of Shopify or WooCommerce, any table as CSV, or a text.",
            drop_target(StartState.receive, upload_id=_UPLOAD),
            error_text(error_of(StartState.errors, "file"), "file"),
        ),
        rx.el.p(
            "Nothing at hand? ",
            link("Write a first answer by hand", href=f"{theme.HOME}/knowledge", class_name=theme.LINK),
            ", such as how long delivery takes.",
            class_name="text-sm text-muted",
        ),
        class_name="flex max-w-2xl flex-col gap-5",
    )


def watch_it() -> rx.Component:
    """Step 3: what it reads, and what it knows by now."""
    says = rx.cond(
        StartState.is_reading,
        "Reading ",
        rx.cond(StartState.trouble != "", "Nothing was learnt from ", "Read: "),
    )
    panel = section(
        rx.cond(StartState.is_reading, "It learns", rx.cond(StartState.learnt > 0, "It knows your shop", "Not yet")),
        None,
        rx.el.div(
            rx.cond(
                StartState.reading != "",
                rx.el.p(says, rx.el.span(StartState.reading, class_name="break-all"), class_name="text-muted"),
                rx.el.p("Nothing is being read. Paste an address or drop a file first.", class_name="text-muted"),
            ),
            rx.cond(StartState.is_reading, progress_bar(StartState.percent, "Reading")),
            rx.cond(
                StartState.trouble != "",
                rx.el.p(StartState.trouble, role="alert", class_name="rounded-lg bg-bad-soft px-3.5 py-2.5 text-bad"),
            ),
            rx.cond(
                StartState.learnt > 0,
                rx.fragment(
                    rx.el.p(
                        rx.el.span(StartState.learnt, class_name="font-display text-3xl font-semibold tabular-nums"),
                        rx.cond(StartState.learnt == 1, " entry", " entries"),
                        role="status",
                    ),
                    rx.el.ul(
                        rx.foreach(StartState.titles, lambda title: rx.el.li(title, class_name="truncate py-1.5")),
                        aria_label="Learnt last",
                        class_name="divide-y divide-line text-[0.8125rem] text-muted",
                    ),
                ),
            ),
            class_name="flex flex-col gap-4",
        ),
        rx.el.div(
            button("Teach it something else", kind="secondary", on_click=StartState.go(2)),
            rx.cond(StartState.learnt > 0, button("Next: ask it", on_click=StartState.go(4))),
            class_name="mt-6 flex flex-wrap justify-end gap-2",
        ),
    )
    return rx.el.div(panel, class_name="max-w-2xl")


def ask_it() -> rx.Component:
    """Step 4: the real widget, and what to ask it."""
    hints = rx.fragment(
        rx.el.p("For example:", class_name="text-muted"),
        rx.el.ul(
            rx.foreach(StartState.questions, lambda question: rx.el.li(question, class_name="break-words")),
            class_name="mt-2 flex list-disc flex-col gap-1.5 pl-5",
        ),
    )
    return rx.el.div(
        card(
            rx.el.iframe(
                src_doc=ChatbotState.frame_page,
                title="The widget, as on a shop's page",
                class_name="h-[38rem] max-h-[75dvh] w-full bg-sunken",
            ),
            class_name="overflow-hidden",
        ),
        section(
            "Ask what your shoppers ask",
            "It answers from what it has read, and says so when it does not know.",
            rx.cond(
                StartState.learnt == 0,
                rx.el.p("It knows nothing yet: teach it first, and ask again.", class_name="text-muted"),
                rx.cond(StartState.questions, hints),
            ),
            rx.el.p(
                rx.cond(
                    StartState.has_talked,
                    "It has answered. You will find the talk under Conversations.",
                    "",
                ),
                role="status",
                class_name="mt-4 text-good empty:hidden",
            ),
            rx.el.div(button("Next: copy the tag", on_click=StartState.go(5)), class_name="mt-6 flex justify-end"),
        ),
        class_name="grid items-start gap-6 lg:grid-cols-[1fr_22rem]",
    )


def copy_it() -> rx.Component:
    """Step 5: the tag, where it goes, and whether it is there."""
    return rx.el.div(
        section(
            "Your script tag",
            "Copy it, and paste it into your shop's template before </body>.",
            snippet(ChatbotState.tag, "Script tag"),
            rx.el.div(places(), class_name="mt-5"),
        ),
        installed(),
        rx.el.div(link_button("Go to the dashboard", href=theme.HOME), class_name="flex justify-end"),
        class_name="flex max-w-3xl flex-col gap-5",
    )


STEPS: tuple[tuple[str, Any], ...] = (
    ("Name it", name_it),
    ("Teach it", teach_it),
    ("Watch it learn", watch_it),
    ("Ask it", ask_it),
    ("Copy the tag", copy_it),
)
