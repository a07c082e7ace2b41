"""Numbers as JSON writes them, where pydantic would also take a text or `true` for one."""

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError


def _a_number(value: object) -> object:
    if isinstance(value, str | bool):
        raise PydanticCustomError("int_type", "Input should be a number")
    return value


NumberOnly = BeforeValidator(_a_number)
"""For an `int` or `float` field: `8` and `8.0`, not `"8"` and not `true`. It stands after the bounds in `Annotated`,
so that the schema of the field names them in JSON Schema's words."""
