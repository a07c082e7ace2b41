"""The programs door: every route below `/api/v1` that wants a sign-in or a key, and the health check."""

from fastapi import APIRouter

from shopchat.api import (
    account_export,
    analytics,
    api_keys,
    auth,
    billing,
    chatbots,
    conversations,
    exports,
    health,
    imports,
    inbound_webhooks,
    knowledge,
    knowledge_bulk,
    platform,
    usage,
    webhook_endpoints,
)
from shopchat.api.strict import NothingUnknown
from shopchat.http.errors import refusals
from shopchat.knowledge.importing.service import MAX_FILE

PREFIX = "/api/v1"
MULTIPART_OVERHEAD = 64 * 1024
# Paths whose bodies may be larger than the common bound.
LARGER_BODIES = {
    f"{PREFIX}/knowledge/imports": MAX_FILE + MULTIPART_OVERHEAD,
    f"{PREFIX}/knowledge/imports/preview": MAX_FILE + MULTIPART_OVERHEAD,
    f"{PREFIX}/knowledge/bulk": knowledge_bulk.MAX_BODY,
}


def router() -> APIRouter:
    """All routes of this door, to be included in the application."""
    whole = APIRouter(prefix=PREFIX, dependencies=[NothingUnknown], responses=refusals(422))
    # What has a name stands before what has an id: `/knowledge/imports` would else be read as an entry's.
    named_first = (imports, exports, knowledge_bulk, account_export)
    for noun in (
        *named_first, auth, chatbots, knowledge, conversations, analytics, billing, api_keys, platform, usage,
        webhook_endpoints, inbound_webhooks, health,
    ):  # fmt: skip
        whole.include_router(noun.router)
    return whole
