"""A turn on the wire: one JSON body, or the same turn as server-sent events."""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

from pydantic_core import to_jsonable_python

from shopchat.conversations import turn
from shopchat.conversations.models import Message
from shopchat.conversations.turn import Begun
from shopchat.core.errors import ShopChatError
from widget_server.shapes import TurnBody, beside, message_body

log = logging.getLogger(__name__)

# A composed answer is whole at once; a few words at a time read better than a wall. About 60 words a second.
WORDS_AT_ONCE = 3
PAUSE = 0.05  # seconds
_under_way: set[asyncio.Future[Message | None]] = set()  # the event loop alone would let a running task be collected
BROKEN = "Something went wrong on our side. Your message is safe: send it again in a moment."


async def whole(begun: Begun) -> TurnBody:
    """The turn's answer in one piece."""
    return _body(begun, await turn.finish(begun))


async def events(begun: Begun) -> AsyncIterator[str]:
    """The turn as events: `start`, `token`s, `products`, `sources`, and at the end one of `done` and `error`."""
    yield _event("start", {"conversation_id": begun.conversation_id, "visitor_token": begun.visitor_token})
    # A task of its own, not cut short when the shopper leaves the page: the answer is stored, and there when she comes
    # back.
    shown: asyncio.Queue[str | None] = asyncio.Queue()
    answering = asyncio.ensure_future(turn.finish(begun, shown.put_nowait))
    _under_way.add(answering)
    answering.add_done_callback(_under_way.discard)
    answering.add_done_callback(lambda _: shown.put_nowait(None))
    told = ""
    while (part := await shown.get()) is not None:
        told += part
        async for event in _tokens(part):
            yield event
    try:
        message = answering.result()
    except ShopChatError as error:
        yield _event("error", {"detail": error.detail})
        return
    except Exception:
        log.exception("A turn failed")
        yield _event("error", {"detail": BROKEN})
        return
    # What could not be read ahead of time. When the same message was answered twice at once, the stored answer may be
    # another than the one that was read; `done` then replaces it.
    if message is not None and message.content.startswith(told.rstrip()):
        async for event in _tokens(message.content[len(told.rstrip()) :]):
            yield event
    body = _body(begun, message)
    yield _event("products", body.products)
    yield _event("sources", body.sources)
    yield _event("done", body.model_dump(mode="json"))


async def _tokens(text: str) -> AsyncIterator[str]:
    for piece in pieces(text):
        yield _event("token", {"text": piece})
        await asyncio.sleep(PAUSE)


def pieces(text: str) -> Iterator[str]:
    """`text` in pieces of a few words; joined, they are `text` again."""
    words = re.findall(r"\s*\S+\s*$|\s*\S+", text)
    for start in range(0, len(words), WORDS_AT_ONCE):
        yield "".join(words[start : start + WORDS_AT_ONCE])


def _body(begun: Begun, message: Message | None) -> TurnBody:
    return TurnBody(
        conversation_id=begun.conversation_id,
        visitor_token=begun.visitor_token,
        message=message_body(message) if message else None,
        taken_over=message is None,
        **beside(message),
    )


def _event(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(to_jsonable_python(data), ensure_ascii=False)}\n\n"
