"""What an account is, in a few facts."""

from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.web import theme
from shopchat.web.session import Events, SessionState, signed_in
from shopchat.web.ui.badge import badge
from shopchat.web.ui.link import link
from shopchat.web.ui.states import section


class ProfileState(SessionState):
    """The facts of the account."""

    address: str = ""
    is_confirmed: bool = True
    since: str = ""
    platform: str = ""
    store: str = ""

    @signed_in
    async def load(self, session: AsyncSession, account: User) -> Events:
        """Reads them."""
        self.address, self.is_confirmed = account.email, account.email_verified_at is not None
        self.since = f"{account.created_at:%d %B %Y}"
        self.platform, self.store = account.external_platform_id or "", account.external_store_id or ""


def _fact(label: str, *value: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(label, class_name="w-32 shrink-0 text-muted"),
        rx.el.dd(*value, class_name="flex min-w-0 flex-wrap items-center gap-2 break-all"),
        class_name="flex flex-wrap gap-x-4 gap-y-0.5 text-[0.8125rem]",
    )


def profile() -> rx.Component:
    """The facts as a list."""
    return section(
        "Account",
        None,
        rx.el.dl(
            _fact(
                "Email",
                ProfileState.address,
                rx.cond(ProfileState.is_confirmed, badge("Confirmed", "good"), badge("Not confirmed yet", "warn")),
            ),
            _fact("Plan", link(ProfileState.plan, href=f"{theme.HOME}/billing", class_name=theme.LINK)),
            _fact("Member since", ProfileState.since),
            rx.cond(ProfileState.platform != "", _fact("Platform account", ProfileState.platform)),
            rx.cond(ProfileState.store != "", _fact("Store", ProfileState.store)),
            class_name="flex flex-col gap-2.5",
        ),
    )
