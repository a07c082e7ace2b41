"""Nothing is ignored: a caller must not believe that it set something."""

from collections.abc import Iterator

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute


async def _refuse_unknown(request: Request) -> None:
    route = request.scope["route"]
    assert isinstance(route, APIRoute)
    unknown = [("query", name) for name in request.query_params.keys() - _query_fields(route)]
    if unknown:
        raise RequestValidationError(
            [
                {"loc": where, "msg": "This field is not known here", "type": "extra_forbidden"}
                for where in sorted(unknown)
            ]
        )


NothingUnknown = Depends(_refuse_unknown)
"""Refuses query parameters that the route does not declare. Bodies refuse unknown fields by their models."""


def _query_fields(route: APIRoute) -> frozenset[str]:
    return frozenset(field.alias for part in _parts(route.dependant) for field in part.query_params)


def _parts(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for each in dependant.dependencies:
        yield from _parts(each)
