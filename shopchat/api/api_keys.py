"""API keys over HTTP."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from shopchat.accounts import api_keys
from shopchat.api.deps import Account, Paging, Session
from shopchat.api.idempotency import IdempotentForPeople, IdempotentRoute
from shopchat.core.paging import Page
from shopchat.http.errors import refusals

router = APIRouter(prefix="/api-keys", tags=["api-keys"], route_class=IdempotentRoute)


class NewKey(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: api_keys.KeyName
    scopes: Annotated[list[Literal["read", "write"]], Field(min_length=1, max_length=2)] = ["read", "write"]


class KeyBody(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    name: str
    key_prefix: str
    scopes: list[str]
    is_active: bool
    last_used: datetime | None
    created_at: datetime


class CreatedKey(KeyBody):
    key: str = Field(description="The key itself, shown this once")


@router.post("", status_code=201, responses=refusals(401, 409, 422, 429), dependencies=[IdempotentForPeople])
async def create_key(body: NewKey, account: Account, session: Session) -> CreatedKey:
    """Makes a key. The answer shows it; nothing will again."""
    row, key = await api_keys.create(session, account, name=body.name, scopes=list(body.scopes))
    return CreatedKey(**KeyBody.model_validate(row).model_dump(), key=key)


@router.get("", responses=refusals(401, 422, 429))
async def list_keys(account: Account, session: Session, paging: Paging) -> Page[KeyBody]:
    """The account's keys that still work, newest first."""
    rows, total = await api_keys.list_keys(session, account, paging=paging)
    items = [KeyBody.model_validate(row) for row in rows]
    return Page(items=items, total=total, page=paging.page, page_size=paging.page_size)


@router.delete("/{key_id}", status_code=204, responses=refusals(401, 404, 422, 429))
async def revoke_key(key_id: uuid.UUID, account: Account, session: Session) -> None:
    """Revokes a key; it is dead at once."""
    await api_keys.revoke(session, account, key_id=key_id)
