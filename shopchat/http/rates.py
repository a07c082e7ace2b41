"""The `RateLimit` fields of draft-ietf-httpapi-ratelimit-headers, on every answer of a limited route."""

import math
from datetime import timedelta

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shopchat.core import limits
from shopchat.core.limits import Decision


class RateLimitFields:
    """Says on each answer what the limit is and what is left of it; of several limits, the tightest one's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with limits.observed() as decisions:

            async def send_with_rate(message: Message) -> None:
                if message["type"] == "http.response.start" and decisions:
                    _write(MutableHeaders(scope=message), min(decisions, key=_room))
                await send(message)

            await self._app(scope, receive, send_with_rate)


def _room(decision: Decision) -> tuple[bool, float]:
    return decision.allowed, decision.remaining / decision.limit


def _write(headers: MutableHeaders, decision: Decision) -> None:
    wait = "" if decision.allowed else f";t={max(math.ceil(decision.retry_after.total_seconds()), 1)}"
    headers["RateLimit"] = f'"{decision.name}";r={decision.remaining}{wait}'
    headers["RateLimit-Policy"] = f'"{decision.name}";q={decision.limit};w={decision.period // timedelta(seconds=1)}'
