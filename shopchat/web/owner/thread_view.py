"""How one conversation is drawn."""

from typing import Any

import reflex as rx

from shopchat.web.owner.reasoning import reasoning_dialog, why_button
from shopchat.web.owner.thread_correction import correct_button, correction_dialog
from shopchat.web.owner.thread_hand_offs import hand_off_dialog, hand_off_list
from shopchat.web.owner.thread_receipts import piece, receipts, replay
from shopchat.web.owner.thread_tags import tag_bar
from shopchat.web.owner.thread_taken_over import reply_box, who_answers
from shopchat.web.ui.badge import badge
from shopchat.web.ui.buttons import button, icon_button, link_button
from shopchat.web.ui.dialog import confirm
from shopchat.web.ui.link import link
from shopchat.web.ui.moment import moment
from shopchat.web.ui.states import card, empty, failure, skeleton

_BUBBLE = "w-fit rounded-2xl px-3.5 py-2 whitespace-pre-line"


def _source(source: Any) -> rx.Component:
    return rx.el.li(
        rx.el.details(
            rx.el.summary(
                rx.icon("quote", size=13, class_name="shrink-0", aria_hidden="true"),
                rx.el.span(source.title, class_name="truncate"),
                rx.el.span(source.score, title="How well it fits", class_name="ml-auto font-mono text-faint"),
                class_name=(
                    "tap flex items-center gap-2 rounded-md px-2 py-1 text-xs text-muted hover:bg-sunken hover:text-ink"
                ),
            ),
            rx.el.blockquote(
                source.passage,
                rx.cond(
                    source.url != "",
                    rx.el.a(
                        "Open the page",
                        href=source.url,
                        target="_blank",
                        rel="noopener noreferrer",
                        class_name="mt-1.5 block font-medium text-brand-ink hover:underline",
                    ),
                ),
                link(
                    "Change the entry",
                    href=source.edit_href,
                    class_name="mt-1.5 block w-fit font-medium text-brand-ink hover:underline",
                ),
                class_name="my-1 ml-2 border-l-2 border-line py-1 pl-3 text-[0.8125rem] whitespace-pre-line text-muted",
            ),
        ),
    )


def _product(product: Any) -> rx.Component:
    return rx.el.li(
        rx.cond(
            product.image_url != "",
            rx.el.img(
                src=product.image_url,
                alt="",
                loading="lazy",
                class_name="size-12 shrink-0 rounded-lg bg-sunken object-cover",
            ),
            rx.el.span(
                rx.icon("shopping_bag", size=16, aria_hidden="true"),
                class_name="grid size-12 shrink-0 place-items-center rounded-lg bg-sunken text-faint",
            ),
        ),
        rx.el.div(
            rx.el.p(product.title, class_name="truncate text-[0.8125rem] font-medium"),
            rx.el.p(
                rx.el.span(product.price, class_name="tabular-nums"),
                rx.cond(
                    product.before != "",
                    rx.el.s(product.before, class_name="ml-1.5 text-faint tabular-nums"),
                ),
                rx.cond(product.stock != "", rx.el.span(" · ", product.stock, class_name="text-muted")),
                class_name="truncate text-xs",
            ),
            class_name="min-w-0",
        ),
        class_name="flex w-60 shrink-0 items-center gap-3 rounded-xl border border-line bg-surface p-2",
    )


def _message(state: Any, message: Any) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.cond(message.is_shopper, "Shopper", rx.cond(message.is_person, "You", "Chatbot")),
            rx.cond(message.mailed_to != "", f", by mail to {message.mailed_to}", ""),
            " · ",
            moment(message.at),
            class_name=rx.cond(message.is_shopper, "mb-1 text-right text-xs text-faint", "mb-1 text-xs text-faint"),
        ),
        rx.el.p(
            rx.foreach(message.pieces, piece),
            class_name=rx.cond(
                message.is_shopper,
                f"ml-auto max-w-[85%] rounded-br-md bg-brand text-white {_BUBBLE}",
                f"max-w-[92%] rounded-bl-md bg-sunken {_BUBBLE}",
            ),
        ),
        rx.cond(
            message.trouble != "",
            rx.el.p(message.trouble, role="alert", class_name="mt-1 text-xs text-bad break-words"),
        ),
        rx.cond(
            message.products,
            rx.el.ul(
                rx.foreach(message.products, _product),
                aria_label="Products shown",
                tab_index=0,
                class_name="mt-2 flex gap-2 overflow-x-auto pb-1",
            ),
        ),
        rx.cond(
            message.sources,
            rx.el.ul(
                rx.foreach(message.sources, _source),
                aria_label="Sources",
                class_name="mt-1.5 max-w-[92%]",
            ),
        ),
        rx.cond(message.receipts, receipts(message)),
        rx.cond(
            message.is_shopper | message.is_person,
            rx.fragment(),
            rx.fragment(why_button(message.id), correct_button(message.id), replay(state, message)),
        ),
        key=message.id,
    )


def _head(state: Any, back: str) -> rx.Component:
    return rx.el.div(
        link(
            rx.icon("arrow_left", size=17, aria_hidden="true"),
            href=back,
            aria_label="All conversations",
            class_name="tap grid size-9 place-items-center rounded-lg text-muted hover:bg-sunken lg:hidden",
        ),
        rx.el.div(
            rx.el.h2(state.visitor, class_name="truncate text-base font-semibold"),
            rx.el.p("Began ", moment(state.started_at), class_name="text-xs text-faint"),
            class_name="min-w-0 grow",
        ),
        rx.cond(
            state.score != "",
            rx.el.span(
                rx.icon("star", size=14, aria_hidden="true"),
                state.score,
                aria_label=f"Rated {state.score} of 5",
                class_name="flex items-center gap-1 text-[0.8125rem] text-muted tabular-nums",
            ),
        ),
        rx.cond(
            state.is_active,
            button("End", kind="secondary", on_click=state.end, class_name="!min-h-8 !px-3 text-[0.8125rem]"),
            badge("Ended"),
        ),
        icon_button("trash_2", "Delete the conversation", on_click=state.ask),
        class_name="flex items-center gap-3 border-b border-line py-3 pr-3 pl-4 sm:pl-6",
    )


def _loading() -> rx.Component:
    return rx.el.div(
        rx.el.span("Loading…", class_name="sr-only", role="status"),
        skeleton("ml-auto h-10 w-1/2 !rounded-2xl"),
        skeleton("h-24 w-2/3 !rounded-2xl"),
        skeleton("ml-auto h-10 w-1/3 !rounded-2xl"),
        class_name="flex flex-col gap-5 p-6",
    )


def thread_view(state: Any, *, back: str) -> rx.Component:
    """`state` is the thread's state class."""
    full = rx.fragment(
        _head(state, back),
        tag_bar(),
        hand_off_list(state.hand_offs, changed=state.load),
        who_answers(state),
        rx.el.ol(
            rx.foreach(state.messages, lambda message: _message(state, message)),
            aria_label="Messages",
            aria_live="polite",
            class_name="flex flex-col gap-5 px-4 py-5 sm:px-6",
        ),
        reply_box(state),
    )
    return card(
        rx.cond(
            state.missing,
            empty(
                "message_circle_off",
                "There is no such conversation",
                "It may have been deleted, or the address is not quite right.",
                link_button("All conversations", href=back),
            ),
            rx.cond(state.failed, failure(state.load), rx.cond(state.conversation_id != "", full, _loading())),
        ),
        confirm(
            shown=state.confirming,
            on_dismiss=state.keep,
            on_confirm=state.delete,
            title="Delete this conversation?",
            text="Its messages are gone for good. The month's count stays.",
            verb="Delete conversation",
            key="delete-conversation",
        ),
        reasoning_dialog(),
        correction_dialog(),
        hand_off_dialog(changed=state.load),
        class_name="min-w-0 overflow-hidden",
    )
