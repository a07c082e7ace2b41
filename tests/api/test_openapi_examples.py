"""What a developer reads instead of our code: an example of every body that its schema accepts, and links."""

import re
from typing import Any

import jsonschema_rs
import pytest

from shopchat.doors import make_api
from tests.doors import Json

DOCUMENT: Json = make_api().openapi()
OPERATIONS: dict[str, tuple[str, Json]] = {
    operation["operationId"]: (path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for operation in methods.values()
}
BODIES = [
    pytest.param(content, id=f"{name}-{where}-{kind}")
    for name, (_, operation) in OPERATIONS.items()
    for where, body in [("asked", operation.get("requestBody", {})), *operation["responses"].items()]
    for kind, content in body.get("content", {}).items()
]


@pytest.mark.parametrize("content", BODIES)
def test_a_body_has_an_example_that_its_schema_accepts(content: Json) -> None:
    if "schema" not in content:
        assert content["example"]  # a stream, shown as it is
        return
    schema = {**content["schema"], "components": DOCUMENT["components"]}
    assert [problem.message for problem in jsonschema_rs.validator_for(schema).iter_errors(content["example"])] == []


def test_no_two_operations_have_one_name() -> None:
    assert len(OPERATIONS) == sum(len(methods) for methods in DOCUMENT["paths"].values())


def links() -> dict[str, list[tuple[str, Json]]]:
    """The links to each operation, with the name of the one that they start from."""
    found: dict[str, list[tuple[str, Json]]] = {}
    for name, (_, operation) in OPERATIONS.items():
        for answer in operation["responses"].values():
            for link in answer.get("links", {}).values():
                found.setdefault(link["operationId"], []).append((name, link))
    return found


@pytest.mark.parametrize("name", [name for name, (path, _) in OPERATIONS.items() if "{" in path])
def test_an_operation_with_an_id_says_where_the_id_comes_from(name: str) -> None:
    wanted = set(re.findall(r"{(\w+)}", OPERATIONS[name][0]))
    starts = links()[name]
    assert all(set(link["parameters"]) == wanted for _, link in starts)


def test_a_link_points_at_what_the_answer_holds() -> None:
    for target, starts in links().items():
        for source, link in starts:
            succeeded = next(
                answer for status, answer in sorted(OPERATIONS[source][1]["responses"].items()) if status[0] == "2"
            )
            shown = succeeded["content"]["application/json"]["example"]
            for place in [*link.get("parameters", {}).values(), *link.get("requestBody", {}).values()]:
                if place.startswith("$response.body#"):
                    assert at(shown, place.partition("#")[2]), f"{source} to {target}: {place}"


def at(value: Any, pointer: str) -> Any:
    for part in pointer.strip("/").split("/"):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def test_every_tag_is_explained() -> None:
    used = {tag for _, operation in OPERATIONS.values() for tag in operation["tags"]}
    assert used == {tag["name"] for tag in DOCUMENT["tags"]}
