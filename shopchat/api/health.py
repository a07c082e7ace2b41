"""Whether everything that an answer needs is there."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from shopchat import __version__
from shopchat.core import health as parts

router = APIRouter(tags=["health"])

Check = Literal["ok", "failed"]


class Checks(BaseModel):
    database: Check
    redis: Check
    queue: Check


class Health(BaseModel):
    status: Literal["ok", "degraded"]
    version: str
    checks: Checks


@router.get("/health", responses={503: {"model": Health}})
async def health(response: Response) -> Health:
    """200 when PostgreSQL, Redis and the queue answer, else 503; `checks` says which does not."""
    found = await parts.checks()
    is_well = all(found.values())
    response.status_code = 200 if is_well else 503
    response.headers["Cache-Control"] = "no-store"
    checks = Checks.model_validate({name: "ok" if is_ok else "failed" for name, is_ok in found.items()})
    return Health(status="ok" if is_well else "degraded", version=__version__, checks=checks)
