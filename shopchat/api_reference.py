"""`docs/api.md` out of the OpenAPI document: `python -m shopchat.api_reference > docs/api.md`, or `make docs`."""

import json
from collections.abc import Iterator
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
HEAD = """# API

Generated from the OpenAPI document by `make docs`; the running product shows the same, with every field, at `/docs` and
`/openapi.json`.

- The base is `/api/v1`. JSON in and out; ids are UUIDs, times ISO 8601 with an offset.
- `Authorization: Bearer <access token>`, or `X-API-Key` where a row says *key*.
- Lists take `page` (from 1) and `page_size` (1 to 100, by default 20) and return `{items, total, page, page_size}`.
- Refusals are `{"detail": "<one sentence>"}`; a 422 adds `errors: [{loc, msg, type}]`.
- What belongs to another account answers 404, as what does not exist.

| status | means |
|---|---|
| 400 | the body cannot be read |
| 401 | nobody is signed in; `WWW-Authenticate` says how to |
| 403 | the key lacks the scope, or the plan has no room |
| 404 | there is nothing there, or nothing of yours |
| 409 | it is taken, or something else changed it at the same moment |
| 412 | it was changed since you read it (`If-Match`) |
| 413 | the body is too large |
| 422 | a field is not as it must be; `errors` says which |
| 429 | too many requests; `Retry-After` says when to come back, `RateLimit` what is left |

Below each operation stands an example of what goes in, then of what comes out. A first program is in
[quickstart.md](quickstart.md).
"""


def reference(openapi: dict[str, Any]) -> str:
    """The Markdown page: a section a tag, a part an operation with its parameters, body and answers."""
    sections: dict[str, list[str]] = {}
    for path, operations in openapi["paths"].items():
        for method in METHODS:
            if method in operations:
                operation = operations[method]
                sections.setdefault(operation.get("tags", ["other"])[0], []).append(_part(path, method, operation))
    return "\n".join([HEAD, *(f"## {tag}\n\n" + "\n".join(parts) for tag, parts in sections.items())]).rstrip() + "\n"


def _part(path: str, method: str, operation: dict[str, Any]) -> str:
    lines = [
        f"### `{method.upper()} {path}`",
        "",
        f"`{operation['operationId']}`",
        "",
        operation.get("description", operation["summary"]),
        "",
    ]
    facts = [f"- Auth: {_auth(operation)}"]
    parameters = [_parameter(item) for item in operation.get("parameters", [])]
    if parameters:
        facts.append(f"- Parameters: {', '.join(parameters)}")
    if "requestBody" in operation:
        facts.append(f"- Body: {', '.join(_bodies(operation['requestBody']['content']))}")
    facts.append(f"- Answers: {', '.join(sorted(operation['responses']))}")
    follow = sorted({link for answer in operation["responses"].values() for link in answer.get("links", {})})
    if follow:
        facts.append(f"- Its answer leads to: {', '.join(f'`{name}`' for name in follow)}")
    return "\n".join([*lines, *facts, "", *_examples(operation)])


def _examples(operation: dict[str, Any]) -> Iterator[str]:
    """What goes in and what comes out, as JSON."""
    for body in (operation.get("requestBody", {}), _success(operation)):
        example = body.get("content", {}).get("application/json", {}).get("example")
        if example is not None:
            yield f"```json\n{json.dumps(example, indent=2, ensure_ascii=False)}\n```\n"


def _success(operation: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = next(
        answer for status, answer in sorted(operation["responses"].items()) if status.startswith("2")
    )
    return answer


def _auth(operation: dict[str, Any]) -> str:
    schemes = {name for need in operation.get("security", []) for name in need}
    if not schemes:
        return "none"
    return "JWT or key" if any("Key" in name for name in schemes) else "JWT"


def _parameter(item: dict[str, Any]) -> str:
    return f"`{item['name']}`" + ("" if item.get("required") else "?")


def _bodies(content: dict[str, Any]) -> Iterator[str]:
    for media_type, described in content.items():
        schema = described.get("schema", {})
        name = schema.get("$ref", "").rpartition("/")[2] or schema.get("title", "")
        yield f"`{media_type}`" + (f" {name}" if name else "")


if __name__ == "__main__":
    from shopchat.doors import make_api

    print(reference(make_api().openapi()), end="")
