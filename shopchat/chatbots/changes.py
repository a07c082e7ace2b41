"""What may be said of a chatbot when it is made or changed; a field left out stays."""

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool

from shopchat.chatbots.theme import partial_schema
from shopchat.core.text import CleanText, Storable, Trimmed, up_to

ChatbotSort = Literal["created_at", "-created_at", "updated_at", "-updated_at", "name", "-name"]
Personality = Literal["friendly", "professional", "playful", "concise"]
Name = Annotated[str, up_to(255), Trimmed, Storable]
Welcome = Annotated[str, up_to(2000), Trimmed, Storable]
Question = Annotated[str, up_to(200), Trimmed, Storable]
ORIGIN = "an origin is written like https://shop.example, without a path"
Language = Literal["en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "ja", "ar", "he"]


DEFAULT_PORTS = {"http": 80, "https": 443}
HOST = re.compile(r"\[[0-9a-f:.]+\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*")


def _origin(value: str) -> str:
    """The origin as a browser sends it: lower case, the host in ASCII, no default port."""
    try:
        parts = urlsplit(value.strip().rstrip("/"))
        host = (
            f"[{parts.hostname}]" if ":" in (parts.hostname or "") else (parts.hostname or "").encode("idna").decode()
        )
        port = f":{parts.port}" if parts.port not in (None, DEFAULT_PORTS.get(parts.scheme)) else ""
    except ValueError as error:
        raise ValueError(ORIGIN) from error
    beside = parts.path or parts.query or parts.fragment or parts.username or parts.password
    if parts.scheme not in DEFAULT_PORTS or not HOST.fullmatch(host) or beside:
        raise ValueError(ORIGIN)
    return f"{parts.scheme}://{host}{port}"


Origin = Annotated[
    CleanText,
    Field(max_length=255, json_schema_extra={"format": "origin"}, examples=["https://shop.example"]),
    AfterValidator(_origin),
]


class ChatbotChanges(BaseModel):
    """Any subset of a chatbot's fields. None of them can be cleared with `null`."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(default="", validate_default=False)
    personality: Personality = "friendly"
    welcome_message: Welcome = Field(default="", validate_default=False)
    theme_config: dict[str, Any] = Field(default_factory=dict, json_schema_extra=partial_schema())
    is_active: StrictBool = True
    allowed_origins: list[Origin] = Field(default_factory=list, max_length=20)
    suggested_questions: list[Question] = Field(default_factory=list, max_length=6)
    language: Language = "en"

    def given(self) -> dict[str, Any]:
        """Only what the caller named."""
        return self.model_dump(exclude_unset=True)
