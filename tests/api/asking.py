"""Short ways to ask an operation and to judge its refusal."""

import uuid
from typing import Any

import httpx

from tests.operations import Operation

ABSENT = uuid.UUID(int=0)


def url(operation: Operation, **ids: Any) -> str:
    return operation.path.replace("{", "{0[").replace("}", "]}").format(_Ids(ids))


class _Ids(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return str(ABSENT)


def check_refusal(answer: httpx.Response) -> None:
    """A 4xx with one readable sentence; a 422 says also where."""
    assert 400 <= answer.status_code < 500, answer.text
    body = answer.json()
    assert isinstance(body["detail"], str)
    assert body["detail"].endswith(".")
    if answer.status_code == 422:
        assert body["errors"]
        assert all(error.keys() == {"loc", "msg", "type"} for error in body["errors"])
    else:
        assert body.keys() == {"detail"}
