"""The sections of the landing page, in the order in which they stand."""

import reflex as rx

from shopchat.billing.plans import Plan
from shopchat.web.public.sample_chat import sample_chat
from shopchat.web.theme import CARD
from shopchat.web.ui.buttons import link_button, outside_button
from shopchat.web.ui.plan_cards import RECOMMENDED, plan_cards

_WIDTH = "mx-auto max-w-6xl px-4 sm:px-8"


def _heading(title: str, text: str, class_name: str = "") -> rx.Component:
    return rx.el.div(
        rx.el.h2(title, class_name="text-[1.75rem] leading-tight font-semibold sm:text-4xl"),
        rx.el.p(text, class_name="mt-3 text-base text-muted text-pretty"),
        class_name=f"max-w-2xl {class_name}",
    )


def hero() -> rx.Component:
    """The claim, the way in, and what an answer looks like."""
    return rx.el.section(
        rx.el.div(
            rx.el.div(
                rx.el.h1(
                    "A shopping assistant that knows your store. And only your store.",
                    class_name="text-[2.4rem] leading-[1.08] font-semibold tracking-tight sm:text-[3.4rem]",
                ),
                rx.el.p(
                    "Fill it with your products, policies and FAQs. Paste one script tag. Shoppers get straight "
                    "answers and product cards, each with its source. You see every conversation, and each question "
                    "that your store could not answer yet.",
                    class_name="mt-5 max-w-xl text-base text-muted text-pretty sm:text-[1.0625rem]",
                ),
                rx.el.div(
                    link_button(
                        "Start free", rx.icon("arrow_right", size=16), href="/register", class_name="min-h-11 px-5"
                    ),
                    outside_button("See the demo shop", href="/demo", kind="secondary", class_name="min-h-11 px-5"),
                    class_name="mt-8 flex flex-wrap gap-3",
                ),
                rx.el.p(
                    rx.icon("message_circle", size=16, class_name="shrink-0 text-brand-ink", aria_hidden="true"),
                    "The bot in the corner is live. It works for our demo shop: ask it for a tent.",
                    class_name="mt-6 flex items-center gap-2 text-[0.8125rem] text-muted",
                ),
                class_name="min-w-0 self-center",
            ),
            sample_chat(),
            class_name=f"{_WIDTH} grid gap-12 py-12 sm:py-20 lg:grid-cols-[1.1fr_1fr] lg:gap-16",
        ),
        class_name=(
            "overflow-hidden border-b border-line "
            "bg-[radial-gradient(60rem_30rem_at_80%_-10%,var(--brand-soft),transparent)]"
        ),
    )


def how_it_works() -> rx.Component:
    """Three steps, in the owner's order."""
    steps = (
        ("Teach it", "Import your catalogue as a CSV, paste your policies and FAQs. It has read them in a moment."),
        ("Try it", "Ask it what your shoppers ask, in the playground, and see which entry each answer rests on."),
        ("Paste the tag", "One line before the closing body tag. It loads in the background and asks for no cookies."),
    )
    return rx.el.section(
        _heading("Live this afternoon", "Three steps, and no developer needed for the first two."),
        rx.el.ol(
            *[
                rx.el.li(
                    rx.el.span(
                        str(number),
                        aria_hidden="true",
                        class_name=(
                            "grid size-8 place-items-center rounded-lg bg-brand-soft font-semibold text-brand-ink"
                        ),
                    ),
                    rx.el.h3(title, class_name="mt-4 text-lg font-semibold"),
                    rx.el.p(text, class_name="mt-1.5 text-muted text-pretty"),
                    class_name="bg-surface p-6 sm:p-7",
                )
                for number, (title, text) in enumerate(steps, start=1)
            ],
            class_name="mt-10 grid gap-px overflow-hidden rounded-2xl border border-line bg-line md:grid-cols-3",
        ),
        id="how",
        class_name=f"{_WIDTH} scroll-mt-16 py-16 sm:py-24",
    )


def answers_with_sources() -> rx.Component:
    """Why its answers can be trusted."""
    points = (
        (
            "quote",
            "Nothing from outside",
            "It answers from your entries. When none fits, it says so and offers a person.",
        ),
        (
            "badge_check",
            "Prices are never guessed",
            "A price, a discount or a stock word that no entry holds is not shown.",
        ),
        (
            "list_filter",
            "Limits are exact",
            "“Under $100, in navy, in stock” is a filter, not a mood. Nothing over the limit slips in.",
        ),
        (
            "repeat_2",
            "It remembers the thread",
            "“Cheaper ones?” and “the second one” mean what a shopper thinks they mean.",
        ),
    )
    return rx.el.section(
        rx.el.div(
            _heading(
                "Answers that you can stand behind",
                "An assistant that invents a return window costs more than it sells.",
            ),
            rx.el.ul(
                *[
                    rx.el.li(
                        rx.icon(icon, size=20, class_name="mt-0.5 shrink-0 text-brand-ink", aria_hidden="true"),
                        rx.el.div(
                            rx.el.h3(title, class_name="text-base font-semibold"),
                            rx.el.p(text, class_name="mt-1 text-muted text-pretty"),
                        ),
                        class_name="flex gap-4",
                    )
                    for icon, title, text in points
                ],
                class_name="mt-10 grid gap-x-12 gap-y-8 sm:grid-cols-2",
            ),
            class_name=f"{_WIDTH} py-16 sm:py-24",
        ),
        class_name="border-y border-line bg-surface",
    )


def for_the_owner() -> rx.Component:
    """What the owner gets besides the answers."""
    items = (
        ("messages_square", "Every conversation", "Read along while it happens, with the sources beside each answer."),
        (
            "circle_help",
            "Every gap",
            "The questions that nothing in your store answered, so that you know what to write next.",
        ),
        (
            "sliders_horizontal",
            "Its look and voice",
            "Colours, corners, font, avatar, four personalities, your own welcome.",
        ),
        ("webhook", "An open API", "Everything in the dashboard is also a documented REST call."),
    )
    return rx.el.section(
        _heading("You stay in the picture", "The dashboard is where an answer becomes a better shop."),
        rx.el.div(
            *[
                rx.el.div(
                    rx.icon(icon, size=20, class_name="text-brand-ink", aria_hidden="true"),
                    rx.el.h3(title, class_name="mt-4 text-base font-semibold"),
                    rx.el.p(text, class_name="mt-1 text-muted text-pretty"),
                    class_name=f"{CARD} p-6",
                )
                for icon, title, text in items
            ],
            class_name="mt-10 grid gap-4 sm:grid-cols-2 lg:grid-cols-4",
        ),
        class_name=f"{_WIDTH} py-16 sm:py-24",
    )


def _start(plan: Plan) -> rx.Component:
    return link_button(
        "Start free" if plan.price_usd == 0 else f"Start with {plan.label}",
        href="/register",
        kind="primary" if plan is RECOMMENDED else "secondary",
        class_name="min-h-11",
    )


def plans() -> rx.Component:
    """The plans, out of the one table that the limits read too."""
    return rx.el.section(
        rx.el.div(
            _heading("Plans", "Each is the whole product. You pay for how much it talks and how much it knows."),
            plan_cards(_start, class_name="mt-10"),
            class_name=f"{_WIDTH} py-16 sm:py-24",
        ),
        id="plans",
        class_name="scroll-mt-16 border-y border-line bg-surface",
    )


def last_word() -> rx.Component:
    """The way in, once more."""
    return rx.el.section(
        rx.el.h2("Let your shop answer for itself", class_name="text-3xl font-semibold sm:text-4xl"),
        rx.el.p("Free for 50 conversations a month. No card needed.", class_name="mt-3 text-base text-muted"),
        rx.el.div(
            link_button("Start free", href="/register", class_name="min-h-11 px-5"),
            outside_button("Read the API docs", href="/docs", kind="ghost", class_name="min-h-11 px-5"),
            class_name="mt-7 flex flex-wrap justify-center gap-3",
        ),
        class_name=f"{_WIDTH} flex flex-col items-center py-20 text-center sm:py-28",
    )
