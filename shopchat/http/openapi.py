"""What the OpenAPI document says of every operation alike, so that no route has to."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from shopchat.http.openapi_examples import add_examples
from shopchat.http.openapi_links import add_links

Json = dict[str, Any]

TAGS = {
    "auth": "Registration, sign-in, tokens, the profile and its data.",
    "chatbots": "Assistants: name, voice, theme and the public widget key.",
    "knowledge": "What a chatbot answers from, and the search that shows what it would find.",
    "imports": "Knowledge out of files and from addresses, in the background.",
    "conversations": "What shoppers said and were told.",
    "analytics": "Totals, days, questions and gaps.",
    "billing": "Plans and the subscription.",
    "api-keys": "Credentials for programs.",
    "usage": "What the month has used of the plan.",
    "webhooks": "Where events are posted to, and the log of it.",
    "platform": "What the outer platform calls: accounts made for its merchants, and its events.",
    "widget": "What the widget on a shop's page asks: public, by widget key and visitor token.",
    "health": "Whether the service is well.",
}

_SCHEMA = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}}}
_UNREADABLE = {"description": "The body cannot be read", "content": _SCHEMA}
_TOO_LARGE = {"description": "The body is too large", "content": _SCHEMA}
_COLLISION = {"description": "Something else changed the same thing at the same moment; try again", "content": _SCHEMA}

_DESCRIBED = {
    "X-Request-ID": ("Names this request in the logs; taken over from the request where it sent one", "string"),
    "WWW-Authenticate": ("The scheme to sign in with", "string"),
    "Retry-After": ("Seconds to wait", "integer"),
    "RateLimit": ('What is left, as `"name";r=remaining;t=seconds`', "string"),
    "RateLimit-Policy": ('The limit, as `"name";q=quota;w=seconds`', "string"),
}


def operation_name(route: APIRoute) -> str:
    """The `operationId`: the route's own name, which is unique."""
    return route.name


def complete_document(api: FastAPI) -> None:
    """Adds to the document of `api` the refusals that the rim answers with, headers, examples, links and tags."""
    make = api.openapi

    def openapi() -> Json:
        if api.openapi_schema is not None:
            return api.openapi_schema
        document = make()
        for method, operation in operations(document):
            if "requestBody" in operation:
                operation["responses"] |= {"400": _UNREADABLE, "413": _TOO_LARGE}
            if method != "get":
                operation["responses"].setdefault("409", _COLLISION)
            _add_headers(operation)
        add_examples(document)
        add_links(document)
        used = {tag for _, operation in operations(document) for tag in operation["tags"]}
        document["tags"] = [{"name": name, "description": said} for name, said in TAGS.items() if name in used]
        return document

    api.openapi = openapi  # type: ignore[method-assign]


def operations(document: Json) -> Iterator[tuple[str, Json]]:
    """Each method with its operation."""
    for methods in document["paths"].values():
        yield from methods.items()


def _add_headers(operation: Json) -> None:
    is_limited = "429" in operation["responses"]
    for status, response in operation["responses"].items():
        names = ["X-Request-ID"]
        if status == "401" and operation.get("security"):
            names.append("WWW-Authenticate")
        if status == "429":
            names.append("Retry-After")
        if is_limited and status[0] == "2":
            names += ["RateLimit", "RateLimit-Policy"]
        # A copy: some responses are one object in many operations.
        operation["responses"][status] = {
            **response,
            "headers": {**{name: _header(name) for name in names}, **response.get("headers", {})},
        }


def _header(name: str) -> Json:
    description, kind = _DESCRIBED[name]
    return {"description": description, "schema": {"type": kind}}
