"""What may be said of a webhook endpoint when it is made or changed."""

from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool

from shopchat.core.text import CleanText

EventType = Literal[
    "conversation.started",
    "conversation.ended",
    "handoff.requested",
    "gap.found",
    "import.finished",
    "limit.reached",
]
EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)


def _in_order(chosen: list[EventType]) -> list[EventType]:
    return [each for each in EVENT_TYPES if each in chosen]


Url = Annotated[
    CleanText,
    Field(
        min_length=1,
        max_length=2000,
        json_schema_extra={"format": "http-url"},
        examples=["https://shop.example/hooks/shopchat"],
    ),
]
EventTypes = Annotated[
    list[EventType],
    Field(min_length=1, max_length=len(EVENT_TYPES), examples=[["handoff.requested", "gap.found"]]),
    AfterValidator(_in_order),
]


class EndpointChanges(BaseModel):
    """Any subset of an endpoint's fields; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    url: Url = Field(default="", validate_default=False)
    event_types: EventTypes = Field(default=[], validate_default=False)
    description: Annotated[CleanText, Field(max_length=255)] = ""
    is_active: StrictBool = True

    def given(self) -> dict[str, Any]:
        """Only what the caller named."""
        return self.model_dump(exclude_unset=True)
