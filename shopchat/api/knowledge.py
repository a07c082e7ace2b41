"""Knowledge entries over HTTP, and the search that shows what a chatbot would find."""

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import AliasChoices, BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from shopchat.api.deps import AccountOrKey, AccountOrReadingKey, Paging, Session
from shopchat.api.idempotency import Idempotent, IdempotentRoute
from shopchat.api.imports import ImportBody
from shopchat.api.versions import IfMatch, tag, tagged
from shopchat.core.json_numbers import NumberOnly
from shopchat.core.paging import Page
from shopchat.core.text import CleanText
from shopchat.http.errors import refusals
from shopchat.knowledge import service
from shopchat.knowledge.changes import Content, EntryChanges, EntrySort, SourceType, Title
from shopchat.knowledge.importing import service as importing

router = APIRouter(prefix="/knowledge", tags=["knowledge"], route_class=IdempotentRoute)


EXAMPLE: JsonDict = {
    "chatbot_id": "3f2b8a52-9f5e-4c68-9a0e-6f6d1f0b7a11",
    "source_type": "product_catalog",
    "title": "Alpine jacket",
    "content": "A warm, waterproof jacket that weighs 400 g.",
    "metadata": {"price": "149.00", "currency": "EUR", "availability": "in_stock", "url": "/products/alpine-jacket"},
}


class NewEntry(EntryChanges):
    """An entry to teach a chatbot."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    chatbot_id: uuid.UUID
    title: Title
    content: Content


class EntryBody(BaseModel):
    model_config = ConfigDict(from_attributes=True, populate_by_name=True)

    id: uuid.UUID
    chatbot_id: uuid.UUID
    source_type: SourceType
    title: str
    content: str
    metadata: dict[str, Any] | None = Field(validation_alias=AliasChoices("meta", "metadata"))
    is_active: bool
    embedding_status: Literal["pending", "ready", "failed"]
    created_at: datetime
    updated_at: datetime


class SearchBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    chatbot_id: uuid.UUID
    query: Annotated[CleanText, Field(min_length=1, max_length=2000, examples=["waterproof jacket under 150"])]
    limit: Annotated[int, Field(ge=1, le=50), NumberOnly] = 10


class FoundBody(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    entry: EntryBody
    passage: str
    score: float
    signals: dict[str, float]


class SearchResult(BaseModel):
    items: list[FoundBody]


@router.post(
    "", status_code=201, responses=refusals(401, 403, 404, 409, 422, 429) | tagged(201), dependencies=[Idempotent]
)
async def add_entry(body: NewEntry, account: AccountOrKey, session: Session, response: Response) -> EntryBody:
    """Teaches a chatbot one entry. 403 at the plan's limit."""
    fields = EntryChanges.model_validate(body.model_dump(exclude={"chatbot_id"}, exclude_unset=True))
    entry = await service.add_entry(session, account, chatbot_id=body.chatbot_id, fields=fields)
    tag(response, entry)
    return EntryBody.model_validate(entry)


@router.get("", responses=refusals(401, 403, 422, 429))
async def list_entries(
    account: AccountOrKey,
    session: Session,
    paging: Paging,
    chatbot_id: uuid.UUID | None = None,
    source_type: SourceType | None = None,
    is_active: bool | None = None,
    q: Annotated[CleanText | None, Query(max_length=200, description="Words in title or content")] = None,
    sort: Annotated[EntrySort, Query(description="`-` for descending")] = "-created_at",
) -> Page[EntryBody]:
    """The account's entries, newest first unless `sort` says otherwise."""
    rows, total = await service.list_entries(
        session,
        account,
        paging=paging,
        chatbot_id=chatbot_id,
        source_type=source_type,
        is_active=is_active,
        q=q,
        sort=sort,
    )
    items = [EntryBody.model_validate(row) for row in rows]
    return Page(items=items, total=total, page=paging.page, page_size=paging.page_size)


@router.post("/search", responses=refusals(401, 403, 404, 422, 429))
async def search(body: SearchBody, account: AccountOrReadingKey, session: Session) -> SearchResult:
    """What the chatbot would find for a question, and by which signals."""
    found = await service.search(session, account, chatbot_id=body.chatbot_id, query=body.query, limit=body.limit)
    return SearchResult(items=[FoundBody.model_validate(item) for item in found])


@router.get("/{entry_id}", responses=refusals(401, 403, 404, 422, 429) | tagged())
async def get_entry(entry_id: uuid.UUID, account: AccountOrKey, session: Session, response: Response) -> EntryBody:
    """One entry; its `ETag` names this version of what its owner wrote, whatever `embedding_status` says."""
    entry = await service.get_entry(session, account, entry_id=entry_id)
    tag(response, entry)
    return EntryBody.model_validate(entry)


@router.patch("/{entry_id}", responses=refusals(401, 403, 404, 412, 422, 429) | tagged())
async def change_entry(
    entry_id: uuid.UUID,
    body: EntryChanges,
    account: AccountOrKey,
    session: Session,
    versions: IfMatch,
    response: Response,
) -> EntryBody:
    """Sets the fields that are given; `metadata: null` clears it.

    With `If-Match`, only if nobody changed it since: 412 otherwise, and nothing is set.
    """
    entry = await service.update_entry(session, account, entry_id=entry_id, changes=body, versions=versions)
    tag(response, entry)
    return EntryBody.model_validate(entry)


@router.delete("/{entry_id}", status_code=204, responses=refusals(401, 403, 404, 412, 422, 429))
async def delete_entry(entry_id: uuid.UUID, account: AccountOrKey, session: Session, versions: IfMatch) -> None:
    """Removes an entry; no answer knows it any more."""
    await service.delete_entry(session, account, entry_id=entry_id, versions=versions)


@router.post("/{entry_id}/refresh", status_code=202, responses=refusals(401, 403, 404, 422, 429, 503))
async def refresh_entry(entry_id: uuid.UUID, account: AccountOrKey, session: Session) -> ImportBody:
    """Reads the page at the entry's `metadata.url` again in the background; the answer's `id` shows the progress.

    What changed is updated; a page that no longer exists switches its entry off.
    """
    return ImportBody.model_validate(await importing.refresh_entry(session, account, entry_id=entry_id))
