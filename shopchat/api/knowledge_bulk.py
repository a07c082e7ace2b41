"""Many knowledge entries in one request."""

import json
import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shopchat.api.deps import AccountOrKey, Session
from shopchat.api.idempotency import Idempotent, IdempotentRoute
from shopchat.core.errors import ShopChatError
from shopchat.http.errors import refusals
from shopchat.knowledge import bulk
from shopchat.knowledge.models import Entry

router = APIRouter(prefix="/knowledge", tags=["knowledge"], route_class=IdempotentRoute)

MAX_BODY = 16 * 1024 * 1024  # bytes: 500 entries of the size of a long page
EXAMPLE = [
    {"title": "Returns", "content": "You can return anything within 30 days.", "source_type": "policy_page"},
    {
        "title": "Alpine jacket",
        "content": "Warm and light.",
        "source_type": "product_catalog",
        "metadata": {"price": "149.00"},
    },
]


class BulkEntries(BaseModel):
    model_config = ConfigDict(extra="forbid")

    chatbot_id: uuid.UUID
    entries: Annotated[
        list[dict[str, Any]],
        Field(
            min_length=1,
            max_length=bulk.MAX_ROWS,
            description="Each as in `POST /knowledge`, without `chatbot_id`",
            examples=[EXAMPLE],
        ),
    ]
    atomic: Annotated[
        bool, Field(strict=True, description="All or nothing: one row that cannot be stored refuses all")
    ] = False


async def _entries(request: Request) -> BulkEntries:
    """Read by us and not by the framework, which would take in all of it before it asks who is there."""
    try:
        # `json`, unlike pydantic's parser, lets half a surrogate pair through: it is its row's trouble, not all rows'.
        return BulkEntries.model_validate(json.loads(await request.body()))
    except (ValueError, RecursionError) as error:
        if not isinstance(error, ValidationError):
            problem = {"loc": ("body",), "msg": "This is not valid JSON", "type": "json_invalid"}
            raise RequestValidationError([problem]) from error
        problems = [{**problem, "loc": ("body", *problem["loc"])} for problem in error.errors(include_url=False)]
        raise RequestValidationError(problems) from error


class BulkRow(BaseModel):
    """What became of one entry; its place is that in the request."""

    status: int = Field(description="201, or the status that the entry alone would have been refused with")
    id: uuid.UUID | None
    detail: str | None


class BulkResult(BaseModel):
    created: int
    refused: int
    items: list[BulkRow]


@router.post(
    "/bulk",
    responses=refusals(401, 403, 404, 409, 413, 422, 429),
    dependencies=[Idempotent],
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": BulkEntries.model_json_schema()}}}
    },
)
async def add_entries(
    account: AccountOrKey, session: Session, body: Annotated[BulkEntries, Depends(_entries)]
) -> BulkResult:
    """Teaches a chatbot up to 500 entries at once, and says of each what became of it.

    200 also when some or all were refused: look at `items`. With `atomic`, 422 or 403 and nothing is stored.
    """
    results = await bulk.add_entries(
        session, account, chatbot_id=body.chatbot_id, rows=body.entries, atomic=body.atomic
    )
    items = [_row(result) for result in results]
    created = sum(item.id is not None for item in items)
    return BulkResult(created=created, refused=len(items) - created, items=items)


def _row(result: Entry | ShopChatError) -> BulkRow:
    if isinstance(result, ShopChatError):
        return BulkRow(status=result.status, id=None, detail=result.detail)
    return BulkRow(status=201, id=result.id, detail=None)
