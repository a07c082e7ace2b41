"""Moments as JSON and addresses write them: RFC 3339, and never a bare number."""

import re
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator


def _written_out(value: object) -> object:
    """Pydantic reads a bare number as seconds since 1970, which a caller rarely means and the document does not say."""
    if not isinstance(value, str) or not re.match(r"\d{4}-\d\d-\d\d[Tt ]", value):
        raise ValueError("write a time like 2026-03-14T09:26:53Z")
    return value


Time = Annotated[AwareDatetime, BeforeValidator(_written_out)]
"""A moment with its offset."""
