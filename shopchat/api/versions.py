"""`ETag` and `If-Match`: a change is made to what its author saw, or not at all."""

import re
from typing import Annotated, Any

from fastapi import Depends, Header, Response

from shopchat.core.versions import Versioned, version_of

_STRONG_TAG = re.compile(r'\s*"([^"]*)"\s*')
_ETAG = {"description": "The version that this answer shows, for `If-Match`", "schema": {"type": "string"}}


async def _if_match(
    if_match: Annotated[
        str | None,
        Header(
            max_length=2000,
            description="The `ETag` that the change starts from, or `*`; 412 when the present one is another",
            examples=['"6f1d0c2b9e7a4d3f8c51"'],
        ),
    ] = None,
) -> frozenset[str] | None:
    if if_match is None or if_match.strip() == "*":
        return None
    # What is no strong tag (a weak one, a bare word) matches nothing, as RFC 9110 13.1.1 has it.
    tags = (_STRONG_TAG.fullmatch(part) for part in if_match.split(","))
    return frozenset(tag.group(1) for tag in tags if tag)


IfMatch = Annotated[frozenset[str] | None, Depends(_if_match)]


def tag(response: Response, row: Versioned) -> None:
    """Puts the row's `ETag` on the answer."""
    response.headers["ETag"] = f'"{version_of(row)}"'


def tagged(status: int = 200) -> dict[int | str, dict[str, Any]]:
    """For a route's `responses=`: the answer of success carries an `ETag`."""
    return {status: {"headers": {"ETag": _ETAG}}}
