"""Everything that an account holds, as one zip."""

import uuid
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict

from shopchat.api.deps import Account, Session
from shopchat.exports import service
from shopchat.http.errors import refusals

router = APIRouter(prefix="/auth/me/export", tags=["auth"])

LOOK_AGAIN = {"Retry-After": "5"}
ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}, "description": "The zip"}
}


class ExportBody(BaseModel):
    """An export under way (`queued`) or `ready` to be fetched until `expires_at`; `size` is in bytes."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    status: Literal["queued", "ready"]
    size: int | None
    created_at: datetime
    expires_at: datetime | None


@router.get("", status_code=202, responses=refusals(401, 422, 429))
async def request_export(account: Account, session: Session) -> ExportBody:
    """Has everything of the account written into a zip; the answer's `id` is where it can be fetched for a day.

    While one is under way or ready, that one is answered with.
    """
    return ExportBody.model_validate(await service.request_export(session, account))


@router.get(
    "/{export_id}",
    response_class=Response,
    responses=refusals(401, 404, 422, 429) | ZIP | {202: {"model": ExportBody, "description": "Not ready yet"}},
)
async def get_export(export_id: uuid.UUID, account: Account, session: Session) -> Response:
    """The zip; 202 while it is being written."""
    row = await service.get_export(session, account, export_id=export_id)
    if row.status != "ready":
        return JSONResponse(ExportBody.model_validate(row).model_dump(mode="json"), 202, LOOK_AGAIN)
    headers = {
        "Content-Disposition": 'attachment; filename="shopchat-account.zip"',
        "Content-Length": str(row.size),
        "Cache-Control": "no-store",
    }
    return StreamingResponse(service.content(account, export_id=row.id), media_type="application/zip", headers=headers)
