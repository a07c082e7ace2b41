"""Background work of accounts."""

from datetime import timedelta

from shopchat.accounts import service
from shopchat.core.jobs import JobRun, periodic


@periodic("accounts.forget_expired", every=timedelta(hours=1))
async def forget_expired(run: JobRun) -> None:
    """Drops sign-ins whose time is over."""
    async with run.last_unit() as session:
        await service.forget_expired(session)
