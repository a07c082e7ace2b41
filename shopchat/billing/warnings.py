"""Mails when four fifths of a limit, and all of it, are used. Each is sent once a month and limit."""

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import outbox
from shopchat.accounts.models import User
from shopchat.billing import letters, queries
from shopchat.billing.plans import UNLIMITED, plan_of
from shopchat.core import clock
from shopchat.core.config import get_settings

PAGE = "/dashboard/billing"
THRESHOLDS = (100, 80)
"""Percent of a limit, the highest first."""
CONVERSATIONS, ENTRIES = "conversations", "knowledge entries"


async def after_use(session: AsyncSession, account: User, what: str, *, used: int, limit: int) -> None:
    """Mails an owner who wants it if `used` of `limit` has passed a threshold that this month has not told of."""
    if limit == UNLIMITED:
        return
    month = f"{clock.now():%Y-%m}"
    told = False
    for percent in THRESHOLDS:
        if used * 100 < limit * percent:
            continue
        is_news = await queries.note_once(session, account, f"{what}:{percent}:{limit}:{month}")
        # Whoever jumps past both hears of the higher one alone.
        if is_news and not told:
            page = f"{get_settings().site_url}{PAGE}"
            full = percent == THRESHOLDS[0]
            mail = letters.used_up(what, limit, page) if full else letters.nearly_used(what, used, limit, page)
            if account.mails_usage:
                await outbox.post(session, account, mail)
        told = told or is_news


async def after_change(session: AsyncSession, account: User) -> None:
    """After a change of plan: what is used may stand elsewhere now."""
    plan = plan_of(account.plan)
    month = await queries.month(session, account, clock.month_start(clock.now()))
    await after_use(session, account, CONVERSATIONS, used=month.conversations if month else 0, limit=plan.max_items)
    entries = await queries.entries(session, account)
    await after_use(session, account, ENTRIES, used=entries, limit=plan.max_secondary)
