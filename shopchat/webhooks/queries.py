"""SQL of webhook endpoints and deliveries."""

import uuid
from datetime import datetime

from sqlalchemy import delete, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.core.paging import PageParams, paginate
from shopchat.webhooks.models import Delivery, Endpoint


async def endpoints(session: AsyncSession, account: User, paging: PageParams) -> tuple[list[Endpoint], int]:
    statement = (
        select(Endpoint)
        .where(Endpoint.user_id == account.id)
        .order_by(col(Endpoint.created_at).desc(), col(Endpoint.id))
    )
    return await paginate(session, statement, paging)


async def endpoint(
    session: AsyncSession, account: User, endpoint_id: uuid.UUID, *, lock: bool = False
) -> Endpoint | None:
    statement = select(Endpoint).where(Endpoint.id == endpoint_id, Endpoint.user_id == account.id)
    if lock:
        statement = statement.with_for_update()
    return (await session.exec(statement)).first()


async def count_endpoints(session: AsyncSession, account: User) -> int:
    return (await session.exec(select(func.count()).where(col(Endpoint.user_id) == account.id))).one()


async def listening(session: AsyncSession, account: User, event_type: str) -> list[Endpoint]:
    """The account's active endpoints that want this event."""
    statement = select(Endpoint).where(
        Endpoint.user_id == account.id,
        col(Endpoint.is_active).is_(True),
        col(Endpoint.event_types).contains([event_type]),
    )
    return list((await session.exec(statement)).all())


async def deliveries(
    session: AsyncSession, account: User, endpoint_id: uuid.UUID, paging: PageParams, *, status: str | None
) -> tuple[list[Delivery], int]:
    statement = (
        select(Delivery)
        .join(Endpoint, col(Endpoint.id) == Delivery.endpoint_id)
        .where(Delivery.endpoint_id == endpoint_id, Endpoint.user_id == account.id)
        .order_by(col(Delivery.created_at).desc(), col(Delivery.id))
    )
    if status is not None:
        statement = statement.where(Delivery.status == status)
    return await paginate(session, statement, paging)


async def delivery(
    session: AsyncSession, account: User, endpoint_id: uuid.UUID, delivery_id: uuid.UUID
) -> Delivery | None:
    statement = (
        select(Delivery)
        .join(Endpoint, col(Endpoint.id) == Delivery.endpoint_id)
        .where(Delivery.id == delivery_id, Delivery.endpoint_id == endpoint_id, Endpoint.user_id == account.id)
    )
    return (await session.exec(statement)).first()


async def delivery_for_job_unscoped(
    session: AsyncSession, delivery_id: uuid.UUID, *, lock: bool = False
) -> tuple[Delivery, Endpoint] | None:
    statement = (
        select(Delivery, Endpoint)
        .join(Endpoint, col(Endpoint.id) == Delivery.endpoint_id)
        .where(Delivery.id == delivery_id)
    )
    if lock:
        statement = statement.with_for_update()
    return (await session.exec(statement)).first()


async def delete_deliveries_unscoped(session: AsyncSession, before: datetime) -> None:
    await session.exec(delete(Delivery).where(col(Delivery.finished_at) < before))
