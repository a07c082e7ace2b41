"""What may be said of a chatbot when it is made or changed; a field left out stays."""

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from shopchat.core.text import CleanText, Storable

Personality = Literal["friendly", "professional", "playful", "concise"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255), Storable]
Welcome = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), Storable]
Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Storable]
Language = Literal["en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "ja", "ar", "he"]


def _origin(value: str) -> str:
    parts = urlsplit(value.strip().rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query or parts.fragment:
        raise ValueError("an origin is written like https://shop.example, without a path")
    return f"{parts.scheme}://{parts.netloc}".lower()


Origin = Annotated[CleanText, Field(max_length=255), AfterValidator(_origin)]


class ChatbotChanges(BaseModel):
    """Any subset of a chatbot's fields. None of them can be cleared with `null`."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(default="", validate_default=False)
    personality: Personality = "friendly"
    welcome_message: Welcome = Field(default="", validate_default=False)
    theme_config: dict[str, Any] = Field(default_factory=dict)
    is_active: bool = True
    allowed_origins: list[Origin] = Field(default_factory=list, max_length=20)
    suggested_questions: list[Question] = Field(default_factory=list, max_length=6)
    language: Language = "en"

    def given(self) -> dict[str, Any]:
        """Only what the caller named."""
        return self.model_dump(exclude_unset=True)
