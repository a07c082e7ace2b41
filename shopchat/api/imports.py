"""Imports over HTTP: a file goes in, a row with its progress comes out."""

import json
import uuid
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile
from pydantic import BaseModel, ConfigDict

from shopchat.api.deps import AccountOrKey, Paging, Session
from shopchat.api.idempotency import Idempotent, IdempotentRoute
from shopchat.core.errors import Invalid
from shopchat.core.paging import Page
from shopchat.core.text import CleanText
from shopchat.http.errors import refusals
from shopchat.knowledge.importing import service

router = APIRouter(prefix="/knowledge/imports", tags=["imports"], route_class=IdempotentRoute)


class ImportBody(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    chatbot_id: uuid.UUID
    kind: str
    source: str
    status: str
    total: int | None
    done: int
    created: int
    updated: int
    skipped: int
    failed: int
    errors: list[dict[str, Any]]
    created_at: datetime
    finished_at: datetime | None


@router.post("", status_code=202, responses=refusals(401, 403, 404, 409, 413, 422, 429), dependencies=[Idempotent])
async def start_import(
    account: AccountOrKey,
    session: Session,
    file: Annotated[UploadFile, File(description="A CSV with a header row; gzip is fine")],
    chatbot_id: Annotated[uuid.UUID, Form()],
    mapping: Annotated[
        CleanText | None, Form(description='JSON: our field to your column, {"title": "Artikel"}')
    ] = None,
) -> ImportBody:
    """Accepts a file and works through it in the background; the answer's `id` shows the progress."""
    row = await service.start_import(
        session,
        account,
        chatbot_id=chatbot_id,
        filename=file.filename or "upload.csv",
        data=await file.read(),
        mapping=_mapping(mapping),
    )
    return ImportBody.model_validate(row)


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


def _mapping(written: str | None) -> dict[str, str]:
    if not written:
        return {}
    try:
        mapping = json.loads(written)
    except (ValueError, RecursionError) as error:
        raise Invalid("The mapping is not valid JSON.", ("body", "mapping")) from error
    if not isinstance(mapping, dict) or not all(isinstance(column, str) for column in mapping.values()):
        raise Invalid(
            'The mapping is a JSON object of our field to your column: {"title": "Artikel"}.', ("body", "mapping")
        )
    return mapping
