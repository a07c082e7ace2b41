"""405 with the right `Allow`, for every path of the document and each method that it does not answer to.

Starlette alone names the methods of the first route at a path, and lets `/knowledge/{entry_id}` answer for the methods
that `/knowledge/bulk` lacks.
"""

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})


def refuse_other_methods(api: FastAPI) -> None:
    """To be called when all routes are there. Paths without a parameter are asked first, the others last."""
    guards = [
        _guard(path, frozenset(method.upper() for method in known)) for path, known in api.openapi()["paths"].items()
    ]
    routes = api.router.routes
    routes[:0] = [guard for guard in guards if "{" not in guard.path]
    routes += [guard for guard in guards if "{" in guard.path]


def _guard(path: str, known: frozenset[str]) -> Route:
    allow = ", ".join(sorted(known))

    async def refuse(_request: Request) -> Response:
        raise HTTPException(405, headers={"Allow": allow})

    route = Route(path, refuse, methods=sorted(METHODS - known))
    # Starlette adds HEAD wherever GET is; here each method is named.
    route.methods = set(METHODS - known)
    return route
