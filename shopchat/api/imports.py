"""Imports over HTTP: a file or an address goes in, a row with its progress comes out."""

import uuid
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from shopchat.api.deps import AccountOrKey, Paging, Session
from shopchat.api.idempotency import Idempotent, IdempotentRoute
from shopchat.api.import_sources import SOURCE_BODY, UPLOAD_BODY, AddressSource, Source, Upload
from shopchat.core.paging import Page
from shopchat.http.errors import refusals
from shopchat.knowledge.importing import service
from shopchat.knowledge.importing.columns import HEADINGS

router = APIRouter(prefix="/knowledge/imports", tags=["imports"], route_class=IdempotentRoute)


class ImportBody(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    chatbot_id: uuid.UUID
    kind: str
    source: str = Field(description="The file's name, or the address")
    status: Literal["queued", "running", "done", "failed", "cancelled"]
    total: int | None
    done: int
    created: int
    updated: int
    skipped: int
    failed: int
    errors: list[dict[str, Any]]
    created_at: datetime
    finished_at: datetime | None


class DraftBody(BaseModel):
    """An entry that an import of this file would make."""

    row: int
    source_type: str
    title: str
    content: str
    metadata: dict[str, Any] | None


class PreviewBody(BaseModel):
    """What an import of this file would do, from its first 200 rows."""

    kind: str = Field(description="The file's format", examples=["csv"])
    header: list[str] = Field(description="The table's columns; empty for a document")
    mapping: dict[str, str] = Field(description="Our field to your column, as guessed and corrected")
    fields: list[str] = Field(description="What a column can be mapped to")
    rows: list[DraftBody] = Field(description="The first entries")
    problems: list[dict[str, Any]] = Field(description="Rows that cannot become one, and why")


@router.post(
    "",
    status_code=202,
    responses=refusals(401, 403, 404, 409, 413, 422, 429, 503),
    dependencies=[Idempotent],
    openapi_extra=SOURCE_BODY,
)
async def start_import(account: AccountOrKey, session: Session, source: Source) -> ImportBody:
    """Accepts a file, or the address of a page, sitemap or product list, and works through it in the background.

    The answer's `id` shows the progress. The same file or address again updates what changed; of an address, what is no
    longer there is switched off. At the plan's limit an import keeps what fits and says what it left.
    """
    if isinstance(source, AddressSource):
        row = await service.start_web_import(session, account, chatbot_id=source.chatbot_id, url=source.url)
    else:
        row = await service.start_import(
            session,
            account,
            chatbot_id=source.chatbot_id,
            filename=source.table.filename,
            data=source.table.data,
            mapping=source.table.mapping,
        )
    return ImportBody.model_validate(row)


@router.post("/preview", responses=refusals(401, 403, 413, 422, 429), openapi_extra=UPLOAD_BODY)
async def preview_import(_account: AccountOrKey, upload: Upload) -> PreviewBody:
    """Shows what an import of this file would make of its columns and first rows. Stores nothing."""
    seen = await service.preview(filename=upload.filename, data=upload.data, mapping=upload.mapping)
    return PreviewBody(
        kind=seen.kind,
        header=seen.header,
        mapping=seen.mapping,
        fields=list(HEADINGS),
        rows=[DraftBody.model_validate(draft.shown()) for draft in seen.rows],
        problems=[problem.shown() for problem in seen.problems],
    )


@router.get("", responses=refusals(401, 403, 422, 429))
async def list_imports(
    account: AccountOrKey, session: Session, paging: Paging, chatbot_id: uuid.UUID | None = None
) -> Page[ImportBody]:
    """The account's imports, newest first."""
    rows, total = await service.list_imports(session, account, paging=paging, chatbot_id=chatbot_id)
    items = [ImportBody.model_validate(row) for row in rows]
    return Page(items=items, total=total, page=paging.page, page_size=paging.page_size)


@router.get("/{import_id}", responses=refusals(401, 403, 404, 422, 429))
async def get_import(import_id: uuid.UUID, account: AccountOrKey, session: Session) -> ImportBody:
    """One import, with its progress."""
    return ImportBody.model_validate(await service.get_import(session, account, import_id=import_id))


@router.delete("/{import_id}", status_code=204, responses=refusals(401, 403, 404, 422, 429))
async def cancel_import(import_id: uuid.UUID, account: AccountOrKey, session: Session) -> None:
    """Stops an import that waits or runs; what it has stored stays."""
    await service.cancel_import(session, account, import_id=import_id)
