"""The two pages at the door: sign in, and open an account."""

from typing import Any

import reflex as rx

from shopchat.web import theme
from shopchat.web.account import AccountState
from shopchat.web.frame import brand, colour_mode_button
from shopchat.web.ui.buttons import submit
from shopchat.web.ui.fields import text_field
from shopchat.web.ui.link import link


def _email() -> rx.Component:
    return text_field(
        "Email",
        "email",
        type="email",
        auto_complete="email",
        required=True,
        auto_focus=True,
        placeholder="you@yourstore.com",
        error=AccountState.email_error,
    )


def _password(kind: str, hint: str | None) -> rx.Component:
    return text_field(
        "Password",
        "password",
        type="password",
        auto_complete=kind,
        required=True,
        min_length=8 if hint else 1,
        hint=hint,
        error=AccountState.password_error,
    )


def form(on_submit: Any, verb: str, *fields: rx.Component, error: Any) -> rx.Component:
    """The form of a page at the door; `error` is what is wrong with no field in particular."""
    return rx.el.form(
        rx.cond(
            error,
            rx.el.p(
                rx.icon("circle_alert", size=16, class_name="mt-0.5 shrink-0", aria_hidden="true"),
                error,
                role="alert",
                class_name="flex gap-2 rounded-lg bg-bad-soft px-3.5 py-2.5 text-bad",
            ),
        ),
        *fields,
        submit(verb, "mt-1 w-full min-h-11"),
        on_submit=on_submit,
        class_name="mt-7 flex flex-col gap-4",
    )


def _what_you_get() -> rx.Component:
    points = (
        ("quote", "Every answer shows its source", "Products and policies you wrote, never the open web."),
        ("shopping_bag", "Cards that sell", "Price, stock and picture beside the answer, one click from the page."),
        ("code_xml", "One script tag", "No app, no rebuild. Paste it before the closing body tag."),
    )
    return rx.el.aside(
        rx.el.div(
            rx.el.p(theme.PROMISE, class_name="font-display text-3xl leading-tight font-semibold text-balance"),
            rx.el.ul(
                *[
                    rx.el.li(
                        rx.icon(icon, size=18, class_name="mt-0.5 shrink-0 text-[#c7d2fe]", aria_hidden="true"),
                        rx.el.div(
                            rx.el.p(title, class_name="font-medium"),
                            rx.el.p(text, class_name="text-[#dfe3ff]"),
                        ),
                        class_name="flex gap-3.5",
                    )
                    for icon, title, text in points
                ],
                class_name="mt-10 flex flex-col gap-6",
            ),
            class_name="max-w-md",
        ),
        class_name=(
            "hidden w-[44%] items-center justify-center bg-[oklch(0.36_0.15_277)] p-14 text-white lg:flex "
            "bg-[radial-gradient(80%_60%_at_85%_10%,oklch(0.5_0.2_285),transparent),"
            "radial-gradient(70%_60%_at_0%_100%,oklch(0.45_0.19_270),transparent)]"
        ),
    )


def door(title: str, text: Any, content: rx.Component, question: str, answer: str, href: str) -> rx.Component:
    """A page at the door: what it is for, its form, and the way to the other page."""
    return rx.el.div(
        rx.el.main(
            rx.el.header(brand(), colour_mode_button(), class_name="flex items-center justify-between"),
            rx.el.div(
                rx.el.h1(title, class_name="text-[1.75rem] leading-tight font-semibold"),
                rx.el.p(text, class_name="mt-1.5 text-muted"),
                content,
                rx.el.p(
                    question,
                    " ",
                    link(answer, href=href, class_name=theme.LINK),
                    class_name="mt-6 text-center text-muted",
                ),
                class_name="m-auto w-full max-w-sm py-10",
            ),
            class_name="flex min-h-dvh grow flex-col px-5 py-5 sm:px-8",
        ),
        _what_you_get(),
        class_name="flex min-h-dvh bg-surface",
    )


def login() -> rx.Component:
    """`/login`"""
    return door(
        "Welcome back",
        rx.cond(AccountState.farewell != "", AccountState.farewell, "Sign in to your dashboard."),
        form(
            AccountState.sign_in,
            "Sign in",
            _email(),
            _password("current-password", None),
            link("Forgot your password?", href="/reset", class_name=f"self-end {theme.LINK}"),
            error=AccountState.error,
        ),
        "New here?",
        "Open an account",
        "/register",
    )


def register() -> rx.Component:
    """`/register`"""
    return door(
        "Open your account",
        "Free for 50 conversations a month. No card needed.",
        form(
            AccountState.register,
            "Create account",
            _email(),
            _password("new-password", "At least 8 characters. A sentence works well."),
            error=AccountState.error,
        ),
        "Already have one?",
        "Sign in",
        "/login",
    )
