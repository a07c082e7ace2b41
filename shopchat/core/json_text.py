"""JSON from outside, made fit for a `jsonb` column."""

import json
import math
from typing import Any, NoReturn

from shopchat.core.text import is_storable


def read_object(body: bytes, *, mend: bool = False) -> dict[str, Any]:
    """The JSON object in `body`. With `mend`, U+FFFD stands for what PostgreSQL cannot store in a text.

    Raises `ValueError` for anything else: no UTF-8, no JSON, no object, a number beyond a double, a text that cannot be
    stored, nesting without end.
    """
    try:
        found = json.loads(body.decode(), parse_constant=_refuse, parse_float=_finite)
        if not isinstance(found, dict):
            raise ValueError("not an object")  # noqa: TRY004 - the caller's one error for whatever is wrong
        clean: dict[str, Any] = _clean(found, mend)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return clean


def _clean(value: Any, mend: bool) -> Any:
    if isinstance(value, dict):
        return {_clean(name, mend): _clean(each, mend) for name, each in value.items()}
    if isinstance(value, list):
        return [_clean(each, mend) for each in value]
    if isinstance(value, str) and not is_storable(value):
        if not mend:
            raise ValueError("a text that cannot be stored")
        return value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
    return value


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number out of range")
    return value


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")
