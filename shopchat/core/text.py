"""Text that PostgreSQL can store and JSON can carry."""

from typing import Annotated

from pydantic import AfterValidator


def is_storable(value: str) -> bool:
    """Whether `value` has neither a NUL, which PostgreSQL refuses, nor a lone surrogate, which UTF-8 cannot say."""
    return "\x00" not in value and not any("\ud800" <= character <= "\udfff" for character in value)


def _storable(value: str) -> str:
    if not is_storable(value):
        raise ValueError("the text holds a character that cannot be stored (a NUL or half of a surrogate pair)")
    return value


Storable = AfterValidator(_storable)
"""Stands last in an `Annotated[str, ...]`: a `StringConstraints` that follows a validator is applied out of order, and
then lets a text of nothing but blanks through its `min_length`."""

CleanText = Annotated[str, Storable]
