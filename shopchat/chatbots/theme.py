"""How a chatbot may look and sound: a validated theme over defaults, and the voices it can have."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

PERSONALITIES = ("friendly", "professional", "playful", "concise")

_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def _colour(value: str) -> str:
    if not _COLOUR.fullmatch(value):
        raise ValueError("a colour is written like #6366f1")
    return value.lower()


def _picture(value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"(https?://[^\s\"'<>\\]+|/[^\s\"'<>\\/][^\s\"'<>\\]*)", value):
        raise ValueError("an avatar is an address that begins with https:// or http://")
    return value


Colour = Annotated[str, Field(max_length=7), AfterValidator(_colour)]


class ThemeConfig(BaseModel):
    """The widget's look. Every field has a default, so that a partial theme is a whole one."""

    model_config = ConfigDict(extra="forbid")

    primary_color: Colour = "#6366f1"
    accent_color: Colour = "#818cf8"
    position: Literal["bottom-right", "bottom-left"] = "bottom-right"
    radius: int = Field(default=16, ge=0, le=32, description="Corner radius in CSS pixels")
    font: Literal["system", "inherit", "serif", "mono", "rounded"] = "system"
    avatar_url: Annotated[str | None, Field(max_length=2000), AfterValidator(_picture)] = None
    mode: Literal["auto", "light", "dark"] = "auto"


def merged(current: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """`changes` over `current` over the defaults, validated. Raises pydantic's `ValidationError`."""
    known = {name: value for name, value in current.items() if name in ThemeConfig.model_fields}
    return ThemeConfig.model_validate({**known, **changes}).model_dump()
