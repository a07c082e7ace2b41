"""Events of the platform: written down, then given their effect, in whatever order they come."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core.errors import Conflict, Invalid
from shopchat.core.text import is_storable
from shopchat.platform import messages, service
from shopchat.platform.messages import Told
from shopchat.webhooks import journal
from shopchat.webhooks.journal import Effect, Outcome
from shopchat.webhooks.models import InboundEvent


async def receive(message_id: str, sent_at: datetime, body: bytes) -> str:
    """Takes one delivery whose signature was good; gives what became of its event. Raises `Invalid`."""
    if len(message_id) > 255 or not is_storable(message_id):
        raise Invalid("webhook-id has at most 255 characters.", ("header", "webhook-id"))
    event, payload = messages.read_event(body)
    return await journal.take(
        provider="platform",
        event_id=message_id,
        kind=event.type,
        occurred_at=messages.occurred_at(event, sent_at),
        payload=payload,
        prepare=prepare,
    )


async def prepare(event: InboundEvent) -> Effect:
    """There is nothing to look up: the event says it all."""
    verb = _VERBS.get(event.type)

    async def effect(session: AsyncSession) -> Outcome:
        if verb is None:
            return Outcome("ignored", "Nothing is done about this kind of event.")
        try:
            async with session.begin_nested():
                why = await verb(session, messages.told(event.type, event.payload), event.occurred_at)
        except (Conflict, Invalid) as refusal:
            return Outcome("ignored", refusal.detail)
        return Outcome("processed", why)

    return effect


async def _created(session: AsyncSession, data: Told, at: datetime) -> str | None:
    assert data.email is not None
    await service.create(
        session,
        external_platform_id=data.external_platform_id,
        email=data.email,
        plan=data.plan,
        store_id=data.store_id,
        at=at,
    )
    return None


async def _deleted(session: AsyncSession, data: Told, at: datetime) -> str | None:
    await service.delete(session, external_platform_id=data.external_platform_id, at=at)
    return None


async def _subscribed(session: AsyncSession, data: Told, at: datetime) -> str | None:
    assert data.plan is not None
    there = await service.set_plan(session, external_platform_id=data.external_platform_id, plan=data.plan, at=at)
    return None if there else "Kept until the user is created."


async def _connected(session: AsyncSession, data: Told, at: datetime) -> str | None:
    assert data.store_id is not None
    there = await service.connect_store(
        session, external_platform_id=data.external_platform_id, store_id=data.store_id, at=at
    )
    return None if there else "Kept until the user is created."


_VERBS: dict[str, Callable[[AsyncSession, Told, datetime], Awaitable[str | None]]] = {
    "user.created": _created,
    "user.deleted": _deleted,
    "subscription.updated": _subscribed,
    "store.connected": _connected,
}
