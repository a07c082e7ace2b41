"""The picture in the hero: an answer of the demo shop's bot as shoppers see it, drawn in HTML."""

import reflex as rx

_SHOPPER = "ml-auto w-fit max-w-[85%] rounded-2xl rounded-br-md bg-brand px-3.5 py-2 text-white"
_BOT = "w-fit max-w-[92%] rounded-2xl rounded-bl-md bg-sunken px-3.5 py-2"


def _source(label: str) -> rx.Component:
    return rx.el.p(
        rx.icon("quote", size=13, class_name="shrink-0", aria_hidden="true"),
        label,
        class_name="mt-1.5 flex items-center gap-1.5 text-xs text-muted",
    )


def _card(title: str, price: str, picture: str, note: str) -> rx.Component:
    return rx.el.div(
        rx.el.img(
            src=f"/demo/images/{picture}.svg",
            alt="",
            loading="lazy",
            class_name="aspect-[4/3] w-full rounded-lg bg-sunken object-cover",
        ),
        rx.el.p(title, class_name="mt-2 truncate text-[0.8125rem] font-medium"),
        rx.el.p(
            rx.el.span(price, class_name="font-medium tabular-nums"),
            rx.el.span(note, class_name="text-good"),
            class_name="flex justify-between gap-2 text-xs",
        ),
        class_name="min-w-0 rounded-xl border border-line bg-surface p-2",
    )


def sample_chat() -> rx.Component:
    """A short talk: a product search, and a policy with its source; the bot beside it answers both so."""
    return rx.el.figure(
        rx.el.div(
            rx.el.span(class_name="size-2 rounded-full bg-good", aria_hidden="true"),
            rx.el.span("Hollin & Tarn", class_name="font-display font-semibold"),
            rx.el.span("demo shop", class_name="text-xs text-faint"),
            class_name="flex items-center gap-2.5 border-b border-line px-5 py-3.5",
        ),
        rx.el.div(
            rx.el.p("Do you have a tent for two?", class_name=_SHOPPER),
            rx.el.div(
                rx.el.p("Here's what I found for you:", class_name=_BOT),
                rx.el.div(
                    _card("Lodestar 2 Tent", "$389.00", "lodestar-2-tent", "In stock"),
                    _card("Lodestar 4 Family Tent", "$589.00", "lodestar-4-family-tent", "In stock"),
                    class_name="mt-2.5 grid max-w-sm grid-cols-2 gap-2.5",
                ),
            ),
            rx.el.p("What is your return policy?", class_name=_SHOPPER),
            rx.el.div(
                rx.el.p("You may return anything you do not love within 45 days of delivery.", class_name=_BOT),
                _source("Returns, Refunds & Exchanges"),
            ),
            class_name="flex flex-col gap-3.5 p-5 text-sm",
        ),
        aria_label="Sample conversation with the demo shop's bot",
        class_name=(
            "w-full max-w-lg justify-self-center rounded-2xl border border-line shadow-pop bg-surface"
            " lg:justify-self-end"
        ),
    )
