"""Who says which plan an account has. Stripe, the platform and admins may differ: the newest word counts, by the time
of the event that said it, not by the time it arrived."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import AuditEvent, User
from shopchat.billing import queries, warnings
from shopchat.billing.models import PlanClaim
from shopchat.billing.plans import PLANS
from shopchat.core.errors import Invalid

ORDER = ("admin", "platform", "stripe")
"""Of two words of one moment the later in this list counts: money was moved for it."""


async def claim(
    session: AsyncSession, account: User, *, source: str, plan: str, at: datetime, as_of: datetime | None = None
) -> None:
    """Notes the source's word and gives the account the plan of the newest one.

    An older word than the source's last changes nothing; of two of one moment the larger plan stays. With `as_of` the
    state was looked up, and what counts is the latest look. Raises `Invalid` for a plan that is not sold.
    """
    if plan not in PLANS:
        raise Invalid(f"There is no plan {plan!r}. Choose one of {', '.join(PLANS)}.", loc=("body", "plan"))
    await session.refresh(account, with_for_update={"key_share": True})
    known = await queries.claim(session, account, source)
    if known is None:
        known = PlanClaim(user_id=account.id, source=source, plan=plan, claimed_at=at, as_of=as_of)
    elif as_of is not None:
        known.plan, known.as_of, known.claimed_at = plan, as_of, max(known.claimed_at, at)
    elif (at, _rank(plan)) > (known.claimed_at, _rank(known.plan)):
        known.plan, known.claimed_at = plan, at
    session.add(known)
    await session.flush()
    await _decide(session, account, known)


async def _decide(session: AsyncSession, account: User, heard: PlanClaim) -> None:
    newest = max(await queries.claims(session, account), key=lambda each: (each.claimed_at, ORDER.index(each.source)))
    details = {"from": account.plan, "to": newest.plan, "source": newest.source, "at": newest.claimed_at.isoformat()}
    if newest.plan != heard.plan:
        lost = {"refused": heard.plan, "of": heard.source, "said_at": heard.claimed_at.isoformat()}
        session.add(AuditEvent(action="plan.older_word", subject=str(account.id), details=details | lost))
    if newest.plan != account.plan:
        session.add(AuditEvent(action="plan.set", subject=str(account.id), details=details))
        account.plan = newest.plan
        session.add(account)
        await warnings.after_change(session, account)


def _rank(plan: str) -> int:
    return list(PLANS).index(plan)
