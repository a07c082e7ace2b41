"""What stands above every page of the dashboard: a limit that is near or reached, a payment that is open."""

from dataclasses import dataclass

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.billing import overview
from shopchat.billing.overview import Overview
from shopchat.core import switches
from shopchat.web.session import Events, SessionState, signed_in
from shopchat.web.theme import HOME
from shopchat.web.ui.link import link

_BILLING = f"{HOME}/billing"


@dataclass(frozen=True)
class Notice:
    """A sentence, and the link that answers it. `is_urgent` is red, otherwise it only warns."""

    text: str
    verb: str
    is_urgent: bool


class NoticeState(SessionState):
    """The notices of the account, and above them what the site tells everybody."""

    notices: list[Notice] = []
    from_site: str = ""

    @signed_in
    async def load(self, session: AsyncSession, account: User) -> Events:
        """Reads them anew, at each page."""
        self.from_site = await switches.notice(session)
        self.notices = notices_of(await overview.overview(session, account))


def notices_of(known: Overview) -> list[Notice]:
    """What the owner should know, the most urgent first."""
    found = []
    if known.grace_until is not None:
        text = (
            f"Your last payment did not go through. Pay by {known.grace_until:%d %B %Y}, or your account moves to the "
            "Free plan."
        )
        found.append(Notice(text, "Check the payment", True))
    talks, entries = known.usage.items, known.usage.secondary
    if (stands := overview.level(talks)) in {"full", "over"}:
        text = (
            f"All {talks.limit:,} conversations of this month are used. New shoppers get no answer until "
            f"{known.usage.period_end:%d %B}."
        )
        found.append(Notice(text, "Change plan", True))
    elif stands == "near":
        found.append(
            Notice(f"{talks.used:,} of {talks.limit:,} conversations of this month are used.", "Change plan", False)
        )
    if (stands := overview.level(entries)) == "over":
        text = (
            f"You have {entries.used:,} knowledge entries, and your plan has room for {entries.limit:,}. All "
            "of them go on answering; new ones are not taken."
        )
        found.append(Notice(text, "Change plan", False))
    elif stands == "full":
        text = f"All {entries.limit:,} knowledge entries of your plan are used. New ones are not taken."
        found.append(Notice(text, "Change plan", False))
    elif stands == "near":
        text = f"{entries.used:,} of {entries.limit:,} knowledge entries of your plan are used."
        found.append(Notice(text, "Change plan", False))
    return found


def notices() -> rx.Component:
    """The notices, or nothing."""
    return rx.fragment(
        rx.cond(
            NoticeState.from_site != "",
            rx.el.p(
                rx.icon("megaphone", size=17, class_name="mt-0.5 shrink-0", aria_hidden="true"),
                NoticeState.from_site,
                role="status",
                class_name="mb-4 flex gap-3 rounded-xl bg-brand-soft px-4 py-3 text-sm break-words text-brand-ink",
            ),
        ),
        rx.cond(
            NoticeState.notices,
            rx.el.ul(
                rx.foreach(NoticeState.notices, _notice),
                aria_label="Notices",
                class_name="mb-6 flex flex-col gap-2",
            ),
        ),
    )


def _notice(row: Notice) -> rx.Component:
    return rx.el.li(
        rx.icon("triangle_alert", size=17, class_name="mt-0.5 shrink-0", aria_hidden="true"),
        rx.el.p(row.text, class_name="grow basis-64 text-pretty"),
        link(row.verb, href=_BILLING, class_name="tap font-medium whitespace-nowrap underline underline-offset-4"),
        class_name=rx.cond(
            row.is_urgent,
            "flex flex-wrap gap-x-3 gap-y-1 rounded-xl bg-bad-soft px-4 py-3 text-sm text-bad",
            "flex flex-wrap gap-x-3 gap-y-1 rounded-xl bg-warn-soft px-4 py-3 text-sm text-warn",
        ),
    )
