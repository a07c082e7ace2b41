"""Which pages may talk to a chatbot: any, or those that its owner has listed."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shopchat.chatbots.models import Chatbot
from shopchat.core.config import get_settings
from shopchat.core.errors import Forbidden

STATE = "widget_origin"


def admit(scope: Scope, chatbot: Chatbot) -> None:
    """Lets the calling page read the answer, or raises `Forbidden` when the chatbot is not for its origin.

    A request without `Origin` comes from no page of another site. Our own site, with its playground, is always let in,
    by whichever of its names the browser has reached it.
    """
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if not chatbot.allowed_origins or origin is None:
        return
    is_ours = origin.partition("://")[2] == headers.get("host") or origin.lower() == get_settings().site_url.lower()
    allowed = is_ours or origin.lower() in chatbot.allowed_origins
    scope.setdefault("state", {})[STATE] = origin if allowed else None
    if not allowed:
        raise Forbidden("This assistant is not set up for this website.")


class CrossOrigin:
    """Puts `Access-Control-Allow-Origin` on every answer below `prefix`, refusals too, so that a page can read them."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(self._prefix):
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})

        async def send_readable(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                origin = scope["state"].get(STATE, "*")
                if origin is not None:
                    headers["Access-Control-Allow-Origin"] = origin
                headers.add_vary_header("Origin")
                headers["Access-Control-Expose-Headers"] = "Retry-After, RateLimit, RateLimit-Policy, X-Request-ID"
            await send(message)

        await self._app(scope, receive, send_readable)
