"""What an operation does not know is refused, so that nobody believes to have set something."""

import httpx
import pytest

from tests.doors import Owner
from tests.operations import Operation, operations

PROGRAMS = [
    each
    for each in operations()
    if each.path.startswith("/api/v1/")
    and not each.path.startswith(("/api/v1/widget/", "/api/v1/webhooks/"))
    # The outer platform's own: whoever does not sign learns nothing.
    and each.name != "provision"
]
ABSENT = "00000000-0000-4000-8000-000000000000"


def url(operation: Operation) -> str:
    return operation.path.replace("{", "{0[").replace("}", "]}").format(_Absent())


class _Absent(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return ABSENT


@pytest.mark.parametrize("operation", PROGRAMS, ids=str)
async def test_an_unknown_query_parameter_is_refused(operation: Operation, owner: Owner) -> None:
    answer = await owner.http.request(operation.method, url(operation), params={"pagesize": 5, "Page": 1})
    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["errors"]] == [["query", "Page"], ["query", "pagesize"]]


@pytest.mark.parametrize("operation", [each for each in PROGRAMS if each.body], ids=str)
async def test_an_unknown_field_is_refused(operation: Operation, owner: Owner) -> None:
    fields = {**operation.fields(), "surprise": "1"}
    if operation.is_form:
        files = {"file": ("a.csv", b"title\nLamp\n")}
        data = {"chatbot_id": ABSENT, "surprise": "1"}
        answer = await owner.http.request(operation.method, url(operation), data=data, files=files)
    else:
        answer = await owner.http.request(operation.method, url(operation), json=fields)
    assert answer.status_code == 422
    assert ["body", "surprise"] in [error["loc"] for error in answer.json()["errors"]]


async def test_a_shops_page_may_add_what_it_likes(owner: Owner, client: httpx.AsyncClient) -> None:
    bot = await owner.bot()
    query = {"widget_key": bot["widget_key"], "utm_source": "mail"}
    assert (await client.get("/api/v1/widget/config", params=query)).status_code == 200
