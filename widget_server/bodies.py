"""Bodies of the widget's requests: JSON, sent as `application/json` or as `text/plain` to spare the preflight."""

import uuid
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError

from shopchat.core.text import CleanText, Storable, Trimmed, up_to

Key = Annotated[CleanText, Field(min_length=1, max_length=64, description="The chatbot's public key, `wk_...`")]
Token = Annotated[
    CleanText, Field(min_length=1, max_length=200, description="From the turn that began the conversation")
]


class _Body(BaseModel):
    # A shop may run an older widget than the server, or a newer one: what is not known is passed over.
    model_config = ConfigDict(extra="ignore")

    widget_key: Key


class ChatBody(_Body):
    """One message of a shopper."""

    visitor_id: Annotated[str, up_to(255), Trimmed, Storable]
    message: Annotated[str, up_to(2000), Trimmed, Storable]
    visitor_token: Token | None = None
    visitor_name: Annotated[CleanText, Field(max_length=255)] | None = None
    client_message_id: Annotated[CleanText, Field(min_length=1, max_length=100)] | None = None
    page_url: Annotated[CleanText, Field(max_length=2000)] | None = None


class VisitorBody(_Body):
    """Whose conversation it is."""

    visitor_token: Token


class RateBody(VisitorBody):
    score: Annotated[float, Field(strict=True, ge=1, le=5, allow_inf_nan=False)]


class FeedbackBody(VisitorBody):
    message_id: uuid.UUID
    helpful: StrictBool


class HandoffBody(VisitorBody):
    email: Annotated[CleanText, Field(max_length=320, json_schema_extra={"format": "email"})]
    name: Annotated[CleanText, Field(max_length=255)] | None = None
    message: Annotated[CleanText, Field(max_length=2000)] | None = None


class EventBody(VisitorBody):
    type: Annotated[str, Field(pattern="^product_click$")]
    entry_id: uuid.UUID


def parsed(model: type[BaseModel]) -> Callable[[Request], Awaitable[BaseModel]]:
    """A dependency that reads the body as `model`, whichever of the two content types it came under."""

    async def parse(request: Request) -> BaseModel:
        try:
            return model.model_validate_json(await request.body())
        except ValidationError as error:
            problems = [{**problem, "loc": ("body", *problem["loc"])} for problem in error.errors(include_url=False)]
            raise RequestValidationError(problems) from error

    return parse


def documented(model: type[BaseModel]) -> dict[str, Any]:
    """`openapi_extra=` for a route that reads `model`."""
    schema = model.model_json_schema()
    return {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schema}, "text/plain": {"schema": schema}},
        }
    }


Chat = Annotated[ChatBody, Depends(parsed(ChatBody))]
Visitor = Annotated[VisitorBody, Depends(parsed(VisitorBody))]
Rate = Annotated[RateBody, Depends(parsed(RateBody))]
Feedback = Annotated[FeedbackBody, Depends(parsed(FeedbackBody))]
Handoff = Annotated[HandoffBody, Depends(parsed(HandoffBody))]
Event = Annotated[EventBody, Depends(parsed(EventBody))]
