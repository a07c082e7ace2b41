"""Conversations over HTTP."""

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from shopchat.api.deps import AccountOrKey, Paging, Session
from shopchat.conversations import hand_offs, service, tagging, taking_over
from shopchat.conversations.filters import ConversationFilters, ConversationSort
from shopchat.core.paging import Page
from shopchat.core.text import CleanText, Storable, Trimmed, up_to
from shopchat.core.written_times import Time
from shopchat.http.errors import refusals

router = APIRouter(prefix="/conversations", tags=["conversations"])


class ConversationBody(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    chatbot_id: uuid.UUID
    visitor_id: str
    visitor_name: str | None
    status: Literal["active", "ended"]
    started_at: datetime
    last_message_at: datetime
    ended_at: datetime | None
    message_count: int
    satisfaction_score: float | None
    taken_over_at: datetime | None = Field(description="Since when a person answers in place of the chatbot")
    tags: list[str]


class MessageBody(BaseModel):
    model_config = ConfigDict(from_attributes=True, populate_by_name=True)

    id: uuid.UUID
    role: Literal["user", "assistant", "person"] = Field(description="`person` is somebody who has taken over")
    content: str
    metadata: dict[str, Any] | None = Field(validation_alias=AliasChoices("meta", "metadata"))
    created_at: datetime


class HandOffBody(BaseModel):
    """A shopper's wish for a person; `open` until she was answered by mail, or it was closed without."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    email: str
    name: str | None
    message: str | None
    status: Literal["open", "closed"]
    created_at: datetime
    closed_at: datetime | None


class ConversationDetail(ConversationBody):
    messages: list[MessageBody]
    hand_offs: list[HandOffBody]


class Score(BaseModel):
    model_config = ConfigDict(extra="forbid")

    score: Annotated[float, Field(strict=True, ge=1, le=5, allow_inf_nan=False, examples=[4.5])]


class Tags(BaseModel):
    model_config = ConfigDict(extra="forbid")

    tags: Annotated[
        list[Annotated[str, up_to(tagging.LONGEST), Trimmed, Storable]],
        Field(max_length=tagging.MOST, examples=[["vip", "complaint"]]),
    ]


class Reply(BaseModel):
    model_config = ConfigDict(extra="forbid")

    content: Annotated[str, up_to(taking_over.LONGEST_REPLY), Trimmed, Storable]


async def _filters(
    chatbot_id: uuid.UUID | None = None,
    status: Literal["active", "ended"] | None = None,
    visitor_id: Annotated[CleanText | None, Query(max_length=255)] = None,
    q: Annotated[CleanText | None, Query(max_length=200, description="Part of any message's text")] = None,
    since: Annotated[Time | None, Query(alias="from", description="Started at or after")] = None,
    until: Annotated[Time | None, Query(alias="to", description="Started before")] = None,
    min_score: Annotated[float | None, Query(ge=1, le=5, allow_inf_nan=False)] = None,
    waiting: Annotated[bool | None, Query(description="Whether a shopper waits for a person")] = None,
    tag: Annotated[CleanText | None, Query(min_length=1, max_length=tagging.LONGEST)] = None,
) -> ConversationFilters:
    kept = None if tag is None else tagging.plain(tag)
    return ConversationFilters(chatbot_id, status, visitor_id, q, since, until, min_score, waiting, kept)


Filters = Annotated[ConversationFilters, Depends(_filters)]


@router.get("", responses=refusals(401, 403, 422, 429))
async def list_conversations(
    account: AccountOrKey,
    session: Session,
    paging: Paging,
    filters: Filters,
    sort: Annotated[
        ConversationSort, Query(description="`-` for descending; conversations without a score come last")
    ] = "-started_at",
) -> Page[ConversationBody]:
    """The account's conversations, newest first unless `sort` says otherwise."""
    rows, total = await service.list_conversations(session, account, paging=paging, filters=filters, sort=sort)
    items = [ConversationBody.model_validate(row) for row in rows]
    return Page(items=items, total=total, page=paging.page, page_size=paging.page_size)


@router.get("/{conversation_id}", responses=refusals(401, 403, 404, 422, 429))
async def get_conversation(conversation_id: uuid.UUID, account: AccountOrKey, session: Session) -> ConversationDetail:
    """One conversation with its messages.

    An answer's `metadata` holds its `sources` and `products`, and its `receipts`: for each sentence that says something
    of the shop the entries and fields it rests on, each as `{sentence, entry_id, title, field, revision,
    knowledge_version, at}`. `field` is `title`, `content`, `price`, `compare_at_price`, `availability`, `brand`,
    `category`, `options`, or `options.` with an option's name; `revision` is the number of the state in which the entry
    was. What has become of each is on the conversation's page, where an answer can also be made again.
    """
    row = await service.get_conversation(session, account, conversation_id=conversation_id)
    messages = await service.list_messages(session, account, conversation_id=conversation_id)
    return ConversationDetail(
        **ConversationBody.model_validate(row).model_dump(),
        messages=[MessageBody.model_validate(message) for message in messages],
        hand_offs=[
            HandOffBody.model_validate(lead)
            for lead in await hand_offs.of_conversation(session, account, conversation=row)
        ],
    )


@router.get("/{conversation_id}/messages", responses=refusals(401, 403, 404, 422, 429))
async def list_messages(
    conversation_id: uuid.UUID, account: AccountOrKey, session: Session, paging: Paging
) -> Page[MessageBody]:
    """What was said, in order."""
    rows, total = await service.page_of_messages(session, account, conversation_id=conversation_id, paging=paging)
    items = [MessageBody.model_validate(row) for row in rows]
    return Page(items=items, total=total, page=paging.page, page_size=paging.page_size)


@router.post("/{conversation_id}/end", responses=refusals(401, 403, 404, 422, 429))
async def end_conversation(conversation_id: uuid.UUID, account: AccountOrKey, session: Session) -> ConversationBody:
    """Ends the conversation; ending twice is not an error."""
    row = await service.end_conversation(session, account, conversation_id=conversation_id)
    return ConversationBody.model_validate(row)


@router.post("/{conversation_id}/take-over", responses=refusals(401, 403, 404, 409, 422, 429))
async def take_over(conversation_id: uuid.UUID, account: AccountOrKey, session: Session) -> ConversationBody:
    """A person answers from now on, and the chatbot is silent; taking over twice is not an error.

    409 for a conversation that has ended. One that is taken over ends by itself after a day in which nobody speaks.
    """
    return ConversationBody.model_validate(
        await taking_over.take_over(session, account, conversation_id=conversation_id)
    )


@router.post("/{conversation_id}/give-back", responses=refusals(401, 403, 404, 422, 429))
async def give_back(conversation_id: uuid.UUID, account: AccountOrKey, session: Session) -> ConversationBody:
    """The chatbot answers the shopper's next message again; giving back twice is not an error."""
    return ConversationBody.model_validate(
        await taking_over.give_back(session, account, conversation_id=conversation_id)
    )


@router.post("/{conversation_id}/reply", status_code=201, responses=refusals(401, 403, 404, 409, 422, 429))
async def reply(conversation_id: uuid.UUID, body: Reply, account: AccountOrKey, session: Session) -> MessageBody:
    """Says something to the shopper, who sees it at once while the widget is open.

    409 unless the conversation is taken over.
    """
    message = await taking_over.reply(session, account, conversation_id=conversation_id, content=body.content)
    return MessageBody.model_validate(message)


@router.put("/{conversation_id}/tags", responses=refusals(401, 403, 404, 422, 429))
async def set_tags(conversation_id: uuid.UUID, body: Tags, account: AccountOrKey, session: Session) -> ConversationBody:
    """Gives the conversation these tags and no others. They are kept in lower case, each once."""
    row = await tagging.set_tags(session, account, conversation_id=conversation_id, tags=body.tags)
    return ConversationBody.model_validate(row)


@router.post("/{conversation_id}/rate", responses=refusals(401, 403, 404, 422, 429))
async def rate_conversation(
    conversation_id: uuid.UUID, body: Score, account: AccountOrKey, session: Session
) -> ConversationBody:
    """Sets the satisfaction score."""
    row = await service.rate_conversation(session, account, conversation_id=conversation_id, score=body.score)
    return ConversationBody.model_validate(row)


@router.delete("", status_code=204, responses=refusals(401, 403, 404, 422, 429))
async def forget_visitor(
    account: AccountOrKey,
    session: Session,
    visitor_id: Annotated[CleanText, Query(min_length=1, max_length=255, description="Whose conversations to remove")],
    chatbot_id: Annotated[uuid.UUID | None, Query(description="Only those with this chatbot")] = None,
) -> None:
    """Removes everything that one visitor said, with ratings and contact details, for good."""
    await service.forget_visitor(session, account, visitor_id=visitor_id, chatbot_id=chatbot_id)


@router.delete("/{conversation_id}", status_code=204, responses=refusals(401, 403, 404, 422, 429))
async def delete_conversation(conversation_id: uuid.UUID, account: AccountOrKey, session: Session) -> None:
    """Removes the conversation with its messages."""
    await service.delete_conversation(session, account, conversation_id=conversation_id)
