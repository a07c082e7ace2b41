"""An answer's receipts, read beside what the entries say today."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.assistant import lines
from shopchat.assistant.cards import facts_of, pick
from shopchat.conversations.models import Conversation, Message
from shopchat.knowledge import revisions
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.models import Entry

LANGUAGE = "en"  # the dashboard's
State = Literal["same", "changed", "off", "deleted"]


@dataclass(frozen=True)
class Receipt:
    """One sentence, and a field of an entry that it rests on.

    `state` is of that field since: `off` is an entry that answers do not use any more. `then` and `now` are what the
    field said and says, where that differs; `then` is empty when it is no longer kept.
    """

    sentence: str
    title: str
    field: str
    state: State
    then: str = ""
    now: str = ""


async def of_messages(
    session: AsyncSession, account: User, *, conversation: Conversation, messages: Sequence[Message]
) -> dict[UUID, list[Receipt]]:
    """The receipts of each of the messages of the account's conversation, in the order of their sentences."""
    kept = {message.id: (message.meta or {}).get("receipts") or [] for message in messages}
    every = [line for lines_of_one in kept.values() for line in lines_of_one]
    ids = sorted({UUID(line["entry_id"]) for line in every})
    now = await knowledge.by_id(session, account, chatbot_id=conversation.chatbot_id, entry_ids=ids)
    numbers = {line["revision"] for line in every if line.get("revision")} - {entry.revision for entry in now.values()}
    then = await revisions.past_states(session, account, chatbot_id=conversation.chatbot_id, numbers=sorted(numbers))
    return {
        message_id: [_receipt(line, then.get(line.get("revision")), now.get(UUID(line["entry_id"]))) for line in found]
        for message_id, found in kept.items()
    }


def _receipt(line: dict[str, Any], then: Entry | None, now: Entry | None) -> Receipt:
    told = (line["sentence"], line["title"], line["field"])
    if now is not None and line.get("revision") in (now.revision, None):
        return Receipt(*told, "same" if now.is_active else "off")
    said = "" if then is None else _said(then, line["field"])
    if now is None:
        return Receipt(*told, "deleted", said)
    says = _said(now, line["field"])
    if said == says:
        return Receipt(*told, "same" if now.is_active else "off")
    return Receipt(*told, "changed" if now.is_active else "off", said, says)


def _said(entry: Entry, field: str) -> str:
    """What the field of the entry says, as a person reads it; "–" where it says nothing."""
    if field == "title":
        return entry.title
    if entry.source_type != "product_catalog" or field == "content":
        return entry.content
    facts, (name, _, option) = facts_of(entry), field.partition(".")
    match name:
        case "price" | "compare_at_price":
            said = lines.price(pick(entry), LANGUAGE)
        case "availability":
            said = (facts.stock() or "").replace("_", " ")
        case "options":
            values = [value for offer in facts.offers() for value in offer.options.get(option, ())]
            said = ", ".join(dict.fromkeys(values)) if option else "; ".join(_listed(facts.options))
        case _:
            said = str(getattr(facts, name, None) or "")
    return said or "–"


def _listed(options: dict[str, list[str]]) -> list[str]:
    return [f"{name}: {', '.join(values)}" for name, values in options.items()]
