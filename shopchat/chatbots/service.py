"""Chatbots: making them, changing them, and finding the live one behind a public key."""

import uuid

from pydantic import ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots import queries, theme
from shopchat.chatbots.changes import ChatbotChanges, ChatbotSort
from shopchat.chatbots.models import DEFAULT_WELCOME, Chatbot
from shopchat.core import jobs, security
from shopchat.core.db import act_for
from shopchat.core.errors import Invalid, NotFound
from shopchat.core.paging import PageParams
from shopchat.core.versions import require_version


async def create_chatbot(session: AsyncSession, account: User, *, fields: ChatbotChanges) -> Chatbot:
    """A new chatbot with its own widget key; what `fields` leaves out gets its default. Raises `Invalid`."""
    given = fields.given()
    if "name" not in given:
        raise Invalid("A chatbot needs a name.", loc=("body", "name"))
    row = Chatbot(
        **{"welcome_message": DEFAULT_WELCOME, **given, "theme_config": _theme({}, given.get("theme_config", {}))},
        user_id=account.id,
        widget_key=security.new_widget_key(),
    )
    session.add(row)
    await session.flush()
    return row


async def list_chatbots(
    session: AsyncSession, account: User, *, paging: PageParams, sort: ChatbotSort = "-created_at"
) -> tuple[list[Chatbot], int]:
    """The account's chatbots in the order of `sort`, and how many there are."""
    return await queries.chatbots(session, account, paging, sort)


async def get_chatbot(session: AsyncSession, account: User, *, chatbot_id: uuid.UUID) -> Chatbot:
    """Raises `NotFound`, also for a chatbot of somebody else."""
    row = await queries.chatbot(session, account, chatbot_id)
    if row is None:
        raise NotFound("Chatbot")
    return row


async def update_chatbot(
    session: AsyncSession,
    account: User,
    *,
    chatbot_id: uuid.UUID,
    changes: ChatbotChanges,
    versions: frozenset[str] | None = None,
) -> Chatbot:
    """Sets what `changes` names; a theme is merged over the present one.

    Raises `NotFound`, `Invalid`, and `PreconditionFailed` when the chatbot is in none of the given `versions`.
    """
    row = await _locked(session, account, chatbot_id)
    require_version(row, versions)
    given = changes.given()
    if "theme_config" in given:
        given["theme_config"] = _theme(row.theme_config, given["theme_config"])
    if given.get("language", row.language) != row.language:
        await jobs.enqueue(session, "knowledge.reindex", chatbot_id=str(row.id))
    for name, value in given.items():
        setattr(row, name, value)
    session.add(row)
    await session.flush()
    return row


async def rotate_key(session: AsyncSession, account: User, *, chatbot_id: uuid.UUID) -> Chatbot:
    """A new widget key; the old one opens nothing from the commit on. Raises `NotFound`."""
    row = await _locked(session, account, chatbot_id)
    row.widget_key = security.new_widget_key()
    session.add(row)
    await session.flush()
    return row


async def delete_chatbot(
    session: AsyncSession, account: User, *, chatbot_id: uuid.UUID, versions: frozenset[str] | None = None
) -> None:
    """Removes the chatbot with its knowledge and conversations. Raises as `update_chatbot` does."""
    row = await queries.chatbot(session, account, chatbot_id, to_delete=True)
    if row is None:
        raise NotFound("Chatbot")
    require_version(row, versions)
    await session.delete(row)
    await session.flush()


async def hold_chatbot(session: AsyncSession, account: User, *, chatbot_id: uuid.UUID) -> Chatbot:
    """The chatbot, which cannot be deleted until the transaction ends. Raises `NotFound`.

    Whoever locks or writes a row below a chatbot comes here first: deleting locks the owner, then the chatbot, then
    what is below, and two who lock in one order wait for each other instead of locking up.
    """
    found = await queries.with_owner_unscoped(session, chatbot_id, hold=True)
    if found is None or found[1].id != account.id:
        raise NotFound("Chatbot")
    return found[0]


async def find_live(session: AsyncSession, *, widget_key: str, hold: bool = False) -> tuple[Chatbot, User]:
    """The chatbot that shoppers reach by this key, with its owner, for whom the unit of work acts from here on.

    Raises `NotFound`, also for an inactive one. With `hold` neither can be deleted until the transaction ends, as with
    `hold_chatbot`.
    """
    found = await queries.live_by_widget_key_unscoped(session, widget_key, hold=hold)
    if found is None:
        raise NotFound("Chatbot")
    return found


async def with_owner(
    session: AsyncSession, *, chatbot_id: uuid.UUID, hold: bool = False
) -> tuple[Chatbot, User] | None:
    """For jobs that work for many: the chatbot and its owner; `None` when it is gone. `hold` as in `hold_chatbot`."""
    return await queries.with_owner_unscoped(session, chatbot_id, hold=hold)


async def acting_owner(
    session: AsyncSession, *, chatbot_id: uuid.UUID, hold: bool = False
) -> tuple[Chatbot, User] | None:
    """For jobs: the chatbot and its owner, for whom the unit of work acts from here on; `None` when it is gone.

    `hold` as in `hold_chatbot`.
    """
    found = await queries.with_owner_unscoped(session, chatbot_id, hold=hold)
    if found is not None:
        await act_for(session, found[1].id)
    return found


async def named_with_owner(session: AsyncSession, *, name: str) -> tuple[Chatbot, User]:
    """For the command line: the chatbot with this id or widget key, active or not, and its owner. Raises `NotFound`."""
    try:
        found = await queries.with_owner_unscoped(session, uuid.UUID(name))
    except ValueError:
        found = await queries.with_owner_by_key_unscoped(session, name)
    if found is None:
        raise NotFound("Chatbot")
    return found


async def knowledge_changed(session: AsyncSession, account: User, *, chatbot_id: uuid.UUID) -> None:
    """Marks that what the chatbot knows is no longer what it was."""
    await queries.raise_knowledge_version(session, account, chatbot_id)


async def _locked(session: AsyncSession, account: User, chatbot_id: uuid.UUID) -> Chatbot:
    row = await queries.chatbot(session, account, chatbot_id, lock=True)
    if row is None:
        raise NotFound("Chatbot")
    return row


def _theme(current: dict[str, object], changes: dict[str, object]) -> dict[str, object]:
    try:
        return theme.merged(current, changes)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        message = first["msg"].removeprefix("Value error, ")
        raise Invalid(f"The theme is not valid: {message}.", loc=("body", "theme_config", *first["loc"])) from error
