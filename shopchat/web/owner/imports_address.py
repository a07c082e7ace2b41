"""Where the address of a shop's page, sitemap or product list is given."""

from typing import Any

import reflex as rx

from shopchat.web.theme import INPUT
from shopchat.web.ui.buttons import button
from shopchat.web.ui.fields import live_input


def address_form(*, address: Any, write: Any, read: Any) -> rx.Component:
    """`write` hears what is typed, `read` gets the form with its `address`."""
    return rx.el.form(
        rx.el.label("Or read it from the web", html_for="import-address", class_name="text-[0.8125rem] font-medium"),
        rx.el.div(
            live_input(
                id="import-address",
                name="address",
                type="text",
                input_mode="url",
                required=True,
                placeholder="www.yourstore.com",
                aria_describedby="import-address-hint",
                value=address,
                on_change=write,
                class_name=f"{INPUT} min-w-0 grow",
            ),
            button("Read it", type="submit", kind="secondary", class_name="min-h-10"),
            class_name="mt-1.5 flex gap-2",
        ),
        rx.el.p(
            "Your shop's front page leads to its products or its sitemap; any other page, a sitemap or /products.json "
            "works too. What is no longer there when you read the same address again is switched off.",
            id="import-address-hint",
            class_name="mt-1.5 text-[0.8125rem] text-muted text-pretty",
        ),
        on_submit=read,
        class_name="mt-5",
    )
