"""The one translator of refusals for the doors that speak JSON."""

import logging
import math
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shopchat.core.errors import Invalid, ShopChatError, TooManyRequests, Unauthenticated

log = logging.getLogger(__name__)

SENTENCES = {
    400: "The body cannot be read. Send JSON, or a multipart form where a file is wanted.",
    404: "There is nothing at this address.",
    405: "This address does not answer to this method.",
}
# PostgreSQL's words for it: a deadlock, no serial order, what a row refers to is gone, somebody was first.
COLLISIONS = ("40P01", "40001", "23503", "23505")


class ErrorBody(BaseModel):
    """What every refusal says."""

    detail: str = Field(description="One readable sentence", examples=["Chatbot not found."])


class FieldError(BaseModel):
    """One thing wrong with the input."""

    loc: list[str | int] = Field(description="Where, from the outside in", examples=[["body", "email"]])
    msg: str = Field(examples=["This is not a valid email address."])
    type: str = Field(examples=["value_error"])


class ValidationErrorBody(ErrorBody):
    """A 422: the sentence, and each thing that is wrong."""

    errors: list[FieldError]


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route: the refusals that it can answer with, for the OpenAPI document."""
    return {status: {"model": ValidationErrorBody if status == 422 else ErrorBody} for status in statuses}


def install(app: FastAPI) -> None:
    """Makes `app` answer every refusal, expected or not, as `{"detail": ...}`."""
    app.add_exception_handler(ShopChatError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DBAPIError, _collided)
    app.add_exception_handler(StaleDataError, _collided)


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ShopChatError)
    return refusal(error)


def refusal(error: ShopChatError) -> JSONResponse:
    """The response that says `error`."""
    body: dict[str, Any] = {"detail": error.detail}
    headers = {}
    if isinstance(error, Invalid):
        body["errors"] = [{"loc": [_plain(part) for part in error.loc], "msg": error.detail, "type": "value_error"}]
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooManyRequests) and error.retry_after is not None:
        headers["Retry-After"] = str(max(math.ceil(error.retry_after.total_seconds()), 1))
    return JSONResponse(body, error.status, headers)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return invalid(list(error.errors()))


def invalid(problems: list[Any]) -> JSONResponse:
    """A 422 out of pydantic's errors, without echoing the input: it may hold what JSON cannot carry."""
    errors = [
        {
            "loc": [_plain(part) for part in problem["loc"]],
            "msg": _plain(problem["msg"].removeprefix("Value error, ")),
            "type": problem["type"],
        }
        for problem in problems
    ]
    return JSONResponse({"detail": _sentence(errors), "errors": errors}, 422)


def _sentence(errors: list[dict[str, Any]]) -> str:
    if not errors:
        return "The request is not valid."
    where = ".".join(str(part) for part in errors[0]["loc"] if part not in ("body", "query", "path"))
    message = errors[0]["msg"].rstrip(".")
    more = f" ({len(errors) - 1} more in errors)" if len(errors) > 1 else ""
    return f"{where}: {message}{more}." if where else f"{message}{more}."


def _plain(part: Any) -> Any:
    return part.encode("utf-8", "replace").decode() if isinstance(part, str) else part


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    detail = SENTENCES.get(error.status_code, str(error.detail))
    return JSONResponse({"detail": detail}, error.status_code, dict(error.headers or {}))


async def _collided(_request: Request, error: Exception) -> JSONResponse:
    """Two requests at once over the same rows: the database let one through, and nothing of this one was stored."""
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) not in COLLISIONS:
        raise error
    log.warning("A request collided with another: %s", str(error).partition("\n")[0])
    return JSONResponse({"detail": "Something else changed this at the same moment. Look again, then try again."}, 409)


class LastResort:
    """Answers what nobody expected with one sentence, inside of the middleware that adds headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            if scope["type"] != "http" or has_begun:
                raise
            log.exception("Unexpected error")
            sorry = {"detail": "Something went wrong on our side. Try again in a moment."}
            await JSONResponse(sorry, 500)(scope, receive, send)
