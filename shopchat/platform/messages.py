"""What the platform may say, and what of it is refused."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from shopchat.accounts.emails import normalise_email
from shopchat.core.errors import Invalid
from shopchat.core.json_text import read_object
from shopchat.core.text import CleanText, Storable
from shopchat.core.written_times import Time

Kind = Literal["user.created", "user.deleted", "subscription.updated", "store.connected"]
KINDS: frozenset[str] = frozenset(get_args(Kind))
PlanName = Literal["free", "pro", "enterprise"]
Id = Annotated[str, StringConstraints(min_length=1, max_length=255), Storable, Field(examples=["platform-user-17"])]
Email = Annotated[
    CleanText, Field(max_length=320, json_schema_extra={"format": "email"}, examples=["owner@shop.example"])
]


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("this moment lies beyond the calendar") from None


class Told(BaseModel):
    """The `data` of an event. What is not known is passed over: the platform may say more than is of use here."""

    model_config = ConfigDict(extra="ignore")

    external_platform_id: Id
    email: Email | None = None
    plan: PlanName | None = None
    store_id: Id | None = Field(default=None, validation_alias=AliasChoices("store_id", "external_store_id"))


class Provision(BaseModel):
    """An account that is wanted."""

    model_config = ConfigDict(extra="forbid")

    email: Email
    external_platform_id: Id
    external_store_id: Annotated[Id, Field(examples=["store.example"])] | None = None
    plan: Annotated[PlanName, Field(examples=["pro"])] | None = None


class Event(BaseModel):
    """A message of the platform, as far as all kinds are alike. `timestamp` is when it happened."""

    model_config = ConfigDict(extra="ignore")

    type: Annotated[CleanText, Field(min_length=1, max_length=255)]
    timestamp: Annotated[Time, AfterValidator(_in_utc)] | None = None


Model = TypeVar("Model", bound=BaseModel)

NEEDED: dict[str, tuple[str, ...]] = {
    "user.created": ("email",),
    "user.deleted": (),
    "subscription.updated": ("plan",),
    "store.connected": ("store_id",),
}


def event_schema() -> dict[str, Any]:
    """The JSON schema of an event: `data` is looked at only of the kinds that are known here."""
    schema = Event.model_json_schema()
    schema["if"] = {"properties": {"type": {"enum": sorted(KINDS)}}, "required": ["type"]}
    schema["then"] = {"properties": {"data": Told.model_json_schema()}, "required": ["data"]}
    return schema


def read_event(body: bytes) -> tuple[Event, dict[str, Any]]:
    """The event and its payload. Raises `Invalid`; the data of a kind that nobody knows here is not looked at."""
    payload = _object(body)
    event = _valid(Event, payload)
    if event.type in KINDS:
        told(event.type, payload)
    return event, payload


def told(kind: str, payload: dict[str, Any]) -> Told:
    """The data of an event of one of the known kinds. Raises `Invalid`."""
    data = _valid(Told, payload.get("data"), "data")
    for name in NEEDED[kind]:
        if getattr(data, name) is None:
            raise Invalid(f"An event {kind} needs {name}.", ("body", "data", name))
    if data.email is not None:
        data.email = normalise_email(data.email, loc=("body", "data", "email"))
    return data


def read_provision(body: bytes) -> Provision:
    """Raises `Invalid`."""
    wanted = _valid(Provision, _object(body))
    wanted.email = normalise_email(wanted.email)
    return wanted


def occurred_at(event: Event, sent_at: datetime) -> datetime:
    """When it happened. A sender's clock may be wrong, but nothing has happened in the future."""
    return min(event.timestamp, sent_at) if event.timestamp else sent_at


def _object(body: bytes) -> dict[str, Any]:
    try:
        return read_object(body)
    except ValueError as error:
        raise Invalid("The body is not a JSON object.") from error


def _valid(model: type[Model], value: Any, *where: str) -> Model:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        message = first["msg"].removeprefix("Value error, ")
        raise Invalid(
            f"{'.'.join(map(str, (*where, *first['loc'])))}: {message}.", ("body", *where, *first["loc"])
        ) from error
