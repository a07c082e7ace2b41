"""`Idempotency-Key`: a POST that is sent again because its answer was lost takes effect once."""

import base64
import hashlib
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from fastapi.routing import APIRoute
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.datastructures import UploadFile

from shopchat.accounts import kept_answers
from shopchat.accounts.models import User
from shopchat.api.deps import Account, AccountOrKey, Session

KEPT_HEADERS = ("content-type", "etag", "location")
CHUNK = 1024 * 1024

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description=(
            "A random name for this request. Sent again with the same key and body within 24 hours, it changes nothing "
            "and gets the first answer with `Idempotency-Replayed: true`. A request that was refused changed nothing "
            "and leaves the key free."
        ),
    ),
]


@dataclass(frozen=True)
class _Pending:
    session: AsyncSession
    account: User
    claim: kept_answers.Claim


class _Replay(Exception):
    """Ends the request before its effects, with the answer that it got the first time."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


async def _for_programs(request: Request, account: AccountOrKey, session: Session, key: Key = None) -> None:
    await _claim(request, account, session, key)


async def _for_people(request: Request, account: Account, session: Session, key: Key = None) -> None:
    await _claim(request, account, session, key)


Idempotent = Depends(_for_programs)
"""For the `dependencies=` of a route that takes API keys too; its router's `route_class` is `IdempotentRoute`."""
IdempotentForPeople = Depends(_for_people)
"""The same for a route that takes a sign-in only."""


class IdempotentRoute(APIRoute):
    """Keeps the answer of a route with `Idempotent` in the transaction of the route, and gives it again."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_once(request: Request) -> Response:
            try:
                response = await handle(request)
            except _Replay as replay:
                return replay.response
            pending: _Pending | None = getattr(request.state, "idempotency", None)
            if pending is not None and response.status_code < 400:
                await kept_answers.keep(pending.session, pending.account, pending.claim, answer=_written(response))
            return response

        return handle_once


async def _claim(request: Request, account: User, session: AsyncSession, key: str | None) -> None:
    if key is None:
        return
    claim = await kept_answers.claim(session, account, key=key, fingerprint=await _fingerprint(request))
    if claim.answer is not None:
        raise _Replay(_read(claim.answer))
    request.state.idempotency = _Pending(session, account, claim)


async def _fingerprint(request: Request) -> str:
    digest = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    if not request.headers.get("content-type", "").startswith("multipart/"):
        digest.update(await request.body())
        return digest.hexdigest()
    # The boundary between the parts is another one each time: what counts is what lies between.
    for name, part in sorted((await request.form()).multi_items(), key=lambda item: item[0]):
        digest.update(json.dumps(name).encode())
        if isinstance(part, UploadFile):
            digest.update(json.dumps([part.filename, part.size]).encode())
            while chunk := await part.read(CHUNK):
                digest.update(chunk)
            await part.seek(0)
        else:
            digest.update(json.dumps(part).encode())
    return digest.hexdigest()


def _written(response: Response) -> bytes:
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    body = base64.b64encode(bytes(response.body)).decode()
    return json.dumps({"status": response.status_code, "headers": headers, "body": body}).encode()


def _read(written: bytes) -> Response:
    known = json.loads(written)
    headers = {**known["headers"], "Idempotency-Replayed": "true"}
    return Response(base64.b64decode(known["body"]), known["status"], headers)
