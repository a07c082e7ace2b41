"""SQL of the platform's users."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.core import clock
from shopchat.platform.models import PlatformUser


async def hold_user_unscoped(session: AsyncSession, external_platform_id: str) -> PlatformUser:
    """The platform's user, made if it was never heard of, and held: what is said of one user comes one by one."""
    now = clock.now()
    values = {"external_platform_id": external_platform_id, "created_at": now, "updated_at": now}
    await session.exec(insert(PlatformUser).values(**values).on_conflict_do_nothing())
    statement = (
        select(PlatformUser)
        .where(PlatformUser.external_platform_id == external_platform_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.exec(statement)).one()


async def account_unscoped(session: AsyncSession, external_platform_id: str) -> User | None:
    return (await session.exec(select(User).where(User.external_platform_id == external_platform_id))).first()
