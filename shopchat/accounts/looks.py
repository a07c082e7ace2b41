"""When an owner looked at what happened, so that she can be told what is new."""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import queries
from shopchat.accounts.models import User
from shopchat.core import clock

PAUSE = timedelta(minutes=30)
"""Who stays away as long begins a new visit; web analytics end a session by the same half hour."""
_KEPT_EVERY = timedelta(minutes=1)  # a page that looks every few seconds is not written down each time


async def look(session: AsyncSession, account: User) -> datetime | None:
    """Notes that the owner looks now. Returns when she last looked before this visit; `None` if she never did."""
    now = clock.now()
    if account.looked_at is not None and account.looked_at > now - _KEPT_EVERY:
        return account.looked_since
    return await queries.note_look(session, account, now, new_visit_after=now - PAUSE)
