"""Many entries at once: each row stands or falls for itself, or all together."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.billing import service as billing
from shopchat.chatbots import service as chatbots
from shopchat.core.errors import Invalid, LimitReached, ShopChatError
from shopchat.knowledge import writing
from shopchat.knowledge.changes import EntryChanges, checked_metadata
from shopchat.knowledge.models import Entry

MAX_ROWS = 500


async def add_entries(
    session: AsyncSession, account: User, *, chatbot_id: uuid.UUID, rows: Sequence[Mapping[str, Any]], atomic: bool
) -> list[Entry | ShopChatError]:
    """For each row its new entry, or why there is none: `Invalid`, or `LimitReached` once the plan's room is used up.

    With `atomic` the first such reason is raised and nothing is stored. Raises `NotFound` for the chatbot.
    """
    chatbot = await chatbots.hold_chatbot(session, account, chatbot_id=chatbot_id)
    results = [_entry(chatbot.id, place, row) for place, row in enumerate(rows)]
    good = [place for place, result in enumerate(results) if isinstance(result, Entry)]
    room = await billing.reserve_entries(session, account, chatbot_id=chatbot.id, wanted=len(good)) if good else 0
    for place in good[room:]:
        results[place] = LimitReached(
            "Your plan's knowledge entries are all in use. Delete entries or change to a larger plan."
        )
    refusal = next((result for result in results if isinstance(result, ShopChatError)), None)
    if atomic and refusal is not None:
        raise refusal
    await writing.store(session, account, chatbot, [result for result in results if isinstance(result, Entry)])
    return results


def _entry(chatbot_id: uuid.UUID, place: int, row: Mapping[str, Any]) -> Entry | ShopChatError:
    where = ("body", "entries", place)
    try:
        given = EntryChanges.model_validate(row).given()
        for name in ("title", "content"):
            if name not in given:
                return Invalid(f"An entry needs a {name}.", loc=(*where, name))
        given["meta"] = checked_metadata(given.setdefault("source_type", "custom_text"), given.get("meta"))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        named = ".".join(str(part) for part in first["loc"])
        sentence = f"{named or 'The entry'}: {first['msg'].removeprefix('Value error, ').rstrip('.')}."
        return Invalid(sentence.encode("utf-8", "replace").decode(), loc=(*where, *first["loc"]))
    except Invalid as error:
        return Invalid(error.detail, loc=(*where, *error.loc[1:]))
    return Entry(chatbot_id=chatbot_id, **given)
