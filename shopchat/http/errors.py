"""The one translator of refusals for the doors that speak JSON."""

import logging
import math
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from shopchat.core.errors import Invalid, ShopChatError, TooManyRequests, Unauthenticated

log = logging.getLogger(__name__)

SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not answer to this method.",
}


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
    app.add_exception_handler(Exception, _unexpected)


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
    if isinstance(error, TooManyRequests):
        headers |= rate_headers(error)
    return JSONResponse(body, error.status, headers)


def rate_headers(error: TooManyRequests) -> dict[str, str]:
    """`Retry-After` in whole seconds and the `RateLimit` field of the IETF draft, when waiting helps."""
    if error.retry_after is None:
        return {}
    seconds = max(math.ceil(error.retry_after.total_seconds()), 1)
    headers = {"Retry-After": str(seconds)}
    if error.limit is not None:
        headers["RateLimit"] = f'"default";r=0;t={seconds}'
        headers["RateLimit-Policy"] = f'"default";q={error.limit};w=60'
    return headers


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


async def _unexpected(_request: Request, error: Exception) -> JSONResponse:
    log.error("Unexpected error", exc_info=error)
    return JSONResponse({"detail": "Something went wrong on our side. Try again in a moment."}, 500)
