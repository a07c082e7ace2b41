"""Text that PostgreSQL can store and JSON can carry."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError


def is_storable(value: str) -> bool:
    """Whether `value` has neither a NUL, which PostgreSQL refuses, nor a lone surrogate, which UTF-8 cannot say."""
    return "\x00" not in value and not any("\ud800" <= character <= "\udfff" for character in value)


def _storable(value: str) -> str:
    if not is_storable(value):
        raise ValueError("the text holds a character that cannot be stored (a NUL or half of a surrogate pair)")
    return value


Storable = AfterValidator(_storable)

CleanText = Annotated[str, Storable]


def _trimmed(value: str) -> str:
    stripped = value.strip()
    if not stripped:
        raise PydanticCustomError("string_too_short", "This must not be empty")
    return stripped


Trimmed = AfterValidator(_trimmed)


def up_to(longest: int, *, example: str | None = None) -> Any:
    """The `Field` of a text of 1 to `longest` characters that `Trimmed` takes the outer blanks from.

    Blanks count: the document says `maxLength`, and it knows nothing of trimming. The pattern names what is blank to
    Python's `strip` and is none to the regular expressions of JSON Schema.
    """
    schema: JsonDict = {"minLength": 1, "pattern": r"[^\s\u001c-\u001f\u0085]"}
    return Field(max_length=longest, json_schema_extra=schema, examples=[example] if example else None)
