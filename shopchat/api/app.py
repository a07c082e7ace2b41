"""The programs door: every route below `/api/v1` that wants a sign-in or a key, and the health check."""

from fastapi import APIRouter

from shopchat.api import analytics, api_keys, auth, billing, chatbots, conversations, health, imports, knowledge, usage
from shopchat.api.strict import NothingUnknown
from shopchat.http.errors import refusals
from shopchat.knowledge.importing.service import MAX_FILE

PREFIX = "/api/v1"
MULTIPART_OVERHEAD = 64 * 1024
# Paths whose bodies may be larger than the common bound.
LARGER_BODIES = {f"{PREFIX}/knowledge/imports": MAX_FILE + MULTIPART_OVERHEAD}


def router() -> APIRouter:
    """All routes of this door, to be included in the application."""
    whole = APIRouter(prefix=PREFIX, dependencies=[NothingUnknown], responses=refusals(422))
    # Imports stand before knowledge: `/knowledge/imports` would else be read as an entry's id.
    for noun in (auth, chatbots, imports, knowledge, conversations, analytics, billing, api_keys, usage, health):
        whole.include_router(noun.router)
    return whole
