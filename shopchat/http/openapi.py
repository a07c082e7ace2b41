"""What the OpenAPI document says of every operation alike, so that no route has to."""

from typing import Any

from fastapi import FastAPI

_SCHEMA = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}}}
_UNREADABLE = {"description": "The body cannot be read", "content": _SCHEMA}
_TOO_LARGE = {"description": "The body is too large", "content": _SCHEMA}
_COLLISION = {"description": "Something else changed the same thing at the same moment; try again", "content": _SCHEMA}


def declare_common_refusals(api: FastAPI) -> None:
    """Adds to each operation of `api` the refusals that the rim, and not the route, answers with."""
    make = api.openapi

    def openapi() -> dict[str, Any]:
        document = make()
        for methods in document["paths"].values():
            for method, operation in methods.items():
                if "requestBody" in operation:
                    operation["responses"] |= {"400": _UNREADABLE, "413": _TOO_LARGE}
                if method != "get":
                    operation["responses"].setdefault("409", _COLLISION)
        return document

    api.openapi = openapi  # type: ignore[method-assign]
