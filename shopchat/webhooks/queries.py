"""SQL of webhook endpoints, deliveries, and events from outside."""

import uuid
from datetime import datetime

from sqlalchemy import String, cast, delete, func, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.core.paging import PageParams, paginate
from shopchat.webhooks.models import Delivery, Endpoint, InboundEvent


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


async def insert_event_unscoped(session: AsyncSession, row: InboundEvent) -> bool:
    """Of many deliveries of one event exactly one inserts it; the others wait for its commit."""
    statement = insert(InboundEvent).values(**row.model_dump()).on_conflict_do_nothing()
    return (await session.exec(statement.returning(col(InboundEvent.id)))).first() is not None


async def event_unscoped(session: AsyncSession, event_id: uuid.UUID, *, lock: bool = False) -> InboundEvent | None:
    statement = select(InboundEvent).where(InboundEvent.id == event_id)
    if lock:
        statement = statement.with_for_update()
    return (await session.exec(statement)).first()


async def event_named_unscoped(session: AsyncSession, provider: str, event_id: str) -> InboundEvent | None:
    statement = select(InboundEvent).where(InboundEvent.provider == provider, InboundEvent.event_id == event_id)
    return (await session.exec(statement)).first()


async def event_called_unscoped(session: AsyncSession, name: str) -> InboundEvent | None:
    """By the row's id as text, or by the sender's."""
    statement = select(InboundEvent).where(
        or_(cast(col(InboundEvent.id), String) == name, col(InboundEvent.event_id) == name)
    )
    return (await session.exec(statement.with_for_update())).first()


async def events_unscoped(
    session: AsyncSession, paging: PageParams, *, provider: str | None, status: str | None
) -> tuple[list[InboundEvent], int]:
    statement = select(InboundEvent).order_by(col(InboundEvent.received_at).desc(), col(InboundEvent.id))
    if provider is not None:
        statement = statement.where(InboundEvent.provider == provider)
    if status is not None:
        statement = statement.where(InboundEvent.status == status)
    return await paginate(session, statement, paging)


async def delete_events_unscoped(session: AsyncSession, before: datetime) -> None:
    """Drops what was worked before then; what failed stays for an admin to look at."""
    await session.exec(delete(InboundEvent).where(col(InboundEvent.processed_at) < before))


async def empty_platform_payloads_unscoped(session: AsyncSession, external_platform_id: str) -> None:
    payload = col(InboundEvent.payload)
    about = payload["data"]["external_platform_id"].astext == external_platform_id
    await session.exec(
        update(InboundEvent)
        .where(col(InboundEvent.provider) == "platform", about)
        .values(payload={"data": {"external_platform_id": external_platform_id}})
        .execution_options(synchronize_session=False)
    )
