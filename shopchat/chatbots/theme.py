"""How a chatbot may look and sound: a validated theme over defaults, and the voices it can have."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shopchat.core.json_numbers import NumberOnly

PERSONALITIES = ("friendly", "professional", "playful", "concise")

_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
# Python's `\s` holds the four separators and U+0085, which that of JSON Schema does not.
_BLANK = r"\s\u001c-\u001f\u0085"
_PICTURE = re.compile(rf"""(https?://[^{_BLANK}"'<>\\]+|/[^{_BLANK}"'<>\\/][^{_BLANK}"'<>\\]*)""")


def _colour(value: str) -> str:
    if not _COLOUR.fullmatch(value):
        raise ValueError("a colour is written like #6366f1")
    return value.lower()


def _picture(value: str | None) -> str | None:
    if value is not None and not _PICTURE.fullmatch(value):
        raise ValueError("an avatar is an address that begins with https:// or http://")
    return value


def _written(form: re.Pattern[str]) -> dict[str, Any]:
    """For the documentation; the check itself says in words what is wrong."""
    return {"pattern": f"^{form.pattern}$"}


Colour = Annotated[str, Field(max_length=7, json_schema_extra=_written(_COLOUR)), AfterValidator(_colour)]
Picture = Annotated[str | None, Field(max_length=2000, json_schema_extra=_written(_PICTURE)), AfterValidator(_picture)]


class ThemeConfig(BaseModel):
    """The widget's look. Every field has a default, so that a partial theme is a whole one."""

    model_config = ConfigDict(extra="forbid")

    primary_color: Colour = "#6366f1"
    accent_color: Colour = "#818cf8"
    position: Literal["bottom-right", "bottom-left"] = "bottom-right"
    radius: Annotated[int, Field(ge=0, le=32, description="Corner radius in CSS pixels"), NumberOnly] = 16
    font: Literal["system", "inherit", "serif", "mono", "rounded"] = "system"
    avatar_url: Picture = None
    mode: Literal["auto", "light", "dark"] = "auto"


def partial_schema() -> dict[str, Any]:
    """The JSON schema of a part of a theme: any of its fields, which stay as they are when left out."""
    fields = ThemeConfig.model_json_schema()["properties"]
    bare = {name: {word: value for word, value in field.items() if word != "default"} for name, field in fields.items()}
    example = {"primary_color": "#2f6f4f", "position": "bottom-right"}
    return {"properties": bare, "additionalProperties": False, "examples": [example]}


def merged(current: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """`changes` over `current` over the defaults, validated. Raises pydantic's `ValidationError`."""
    known = {name: value for name, value in current.items() if name in ThemeConfig.model_fields}
    return ThemeConfig.model_validate({**known, **changes}).model_dump()
