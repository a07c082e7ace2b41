"""`/verify`: where the link of the confirmation mail leads."""

import reflex as rx

from shopchat.accounts import recovery
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.errors import ShopChatError
from shopchat.web import theme
from shopchat.web.public.entrance import door
from shopchat.web.session import Events, SessionState, public
from shopchat.web.ui.buttons import button


class VerifyState(SessionState):
    """Confirms when the button is pressed: programs that follow the links of a mail press none."""

    is_confirmed: bool = False
    problem: str = ""

    @public
    async def arrive(self) -> Events:
        """Forgets what another link came to."""
        self.is_confirmed, self.problem = False, ""

    @public
    async def confirm(self) -> Events:
        """Uses the link in the address."""
        try:
            async with unit_of_work(unscoped=Unscoped.MAILED_LINK) as session:
                await recovery.verify_email(session, token=self.router.url.query_parameters.get("token", ""))
        except ShopChatError as refusal:
            self.problem = refusal.detail
            return
        self.is_confirmed = True


def _outcome() -> rx.Component:
    return rx.el.div(
        rx.cond(
            VerifyState.is_confirmed,
            rx.el.p("Thank you, your email is confirmed.", role="status", class_name="font-medium"),
            rx.el.div(
                rx.cond(
                    VerifyState.problem,
                    rx.el.p(
                        VerifyState.problem,
                        role="alert",
                        class_name="mb-4 rounded-lg bg-bad-soft px-3.5 py-2.5 text-bad",
                    ),
                ),
                button("Confirm my email", on_click=VerifyState.confirm, class_name="w-full min-h-11"),
            ),
        ),
        class_name="mt-7",
    )


def page() -> rx.Component:
    """The page."""
    return door(
        "Confirm your email",
        "One press tells us that this mailbox is yours.",
        _outcome(),
        "Done here?",
        "Open your dashboard",
        theme.HOME,
    )
