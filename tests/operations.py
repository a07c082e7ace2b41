"""The operations that the application declares, and a valid request for each, made from its own document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from shopchat.doors import make_api

Json = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """One method of one path. `body` and `query` map each field to its schema, references resolved."""

    name: str
    method: str
    path: str
    body: Mapping[str, Json]
    required: tuple[str, ...]
    query: Mapping[str, Json]
    is_form: bool
    security: tuple[str, ...]
    answers: frozenset[int]
    said: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def fields(self, **known: Any) -> Json:
        """A body of the required fields, `known` ones as they are."""
        return {name: known[name] if name in known else _example(self.body[name]) for name in self.required}


def operations(app: FastAPI | None = None) -> list[Operation]:
    """Every operation of the application."""
    document = (app or make_api()).openapi()
    return [
        _operation(document, method.upper(), path, declared)
        for path, methods in document["paths"].items()
        for method, declared in methods.items()
    ]


def _operation(document: Json, method: str, path: str, declared: Json) -> Operation:
    contents = declared.get("requestBody", {}).get("content", {})
    schema = _resolved(document, next(iter(contents.values()))["schema"]) if contents else {}
    return Operation(
        name=declared["operationId"],
        method=method,
        path=path,
        body={name: _resolved(document, field) for name, field in schema.get("properties", {}).items()},
        required=tuple(schema.get("required", ())),
        query={each["name"]: each["schema"] for each in declared.get("parameters", ()) if each["in"] == "query"},
        is_form="multipart/form-data" in contents,
        security=tuple(name for each in declared.get("security", ()) for name in each),
        answers=frozenset(int(status) for status in declared["responses"]),
        said=declared.get("description", ""),
    )


def _resolved(document: Json, schema: Json) -> Json:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def kinds(schema: Json) -> Iterator[str]:
    """The JSON types that a field may have."""
    for each in schema.get("anyOf", [schema]):
        yield each.get("type", "any")


def _example(schema: Json) -> Any:
    if "examples" in schema:
        return schema["examples"][0]
    if "enum" in schema or "const" in schema:
        return schema.get("const") or schema["enum"][0]
    if "pattern" in schema:
        return schema["pattern"].strip("^$")
    if schema.get("format") == "uuid":
        return "00000000-0000-4000-8000-000000000000"
    return {
        "string": "text",
        "number": schema.get("minimum", 1),
        "integer": 1,
        "boolean": True,
        "array": [],
        "object": {},
    }[next(kinds(schema))]
