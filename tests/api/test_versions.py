"""`ETag` and `If-Match`: no one's change is lost under another's."""

import asyncio

import pytest

from tests.doors import Json, Owner

KINDS = ("chatbots", "knowledge")


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def path(owner: Owner, kind: str) -> str:
    bot = await owner.bot()
    row: Json = bot if kind == "chatbots" else await owner.entry(bot)
    return f"/api/v1/{kind}/{row['id']}"


@pytest.fixture
def field(kind: str) -> str:
    return "name" if kind == "chatbots" else "title"


async def tag_of(owner: Owner, path: str) -> str:
    return (await owner.http.get(path)).headers["ETag"]


async def test_every_answer_that_shows_one_carries_its_tag(owner: Owner, path: str, kind: str, field: str) -> None:
    bot = (await owner.http.get("/api/v1/chatbots")).json()["items"][0]
    body = {"name": "Beta"} if kind == "chatbots" else {"chatbot_id": bot["id"], "title": "Beta", "content": "Beta."}
    made = await owner.http.post(f"/api/v1/{kind}", json=body)
    assert made.headers["ETag"] == await tag_of(owner, f"/api/v1/{kind}/{made.json()['id']}")
    changed = await owner.http.patch(path, json={field: "Gamma"})
    assert changed.headers["ETag"] == await tag_of(owner, path)
    assert changed.headers["ETag"].startswith('"')


async def test_a_tag_changes_with_the_row_and_with_nothing_else(owner: Owner, path: str, field: str) -> None:
    first = await tag_of(owner, path)
    assert await tag_of(owner, path) == first
    await owner.http.patch(path, json={field: "Other"})
    second = await tag_of(owner, path)
    assert second != first
    await owner.http.patch(path, json={field: "Other"})
    await owner.http.patch(path, json={})
    assert await tag_of(owner, path) == second


async def test_a_change_from_an_older_version_is_refused(owner: Owner, path: str, field: str) -> None:
    seen = await tag_of(owner, path)
    assert (await owner.http.patch(path, json={field: "Mine"}, headers={"If-Match": seen})).status_code == 200
    late = await owner.http.patch(path, json={field: "Late"}, headers={"If-Match": seen})
    assert late.status_code == 412
    assert late.json().keys() == {"detail"}
    gone = await owner.http.delete(path, headers={"If-Match": seen})
    assert gone.status_code == 412
    assert (await owner.http.get(path)).json()[field] == "Mine"
    present = await tag_of(owner, path)
    assert (await owner.http.delete(path, headers={"If-Match": present})).status_code == 204


async def test_of_many_changes_from_one_version_one_is_made(owner: Owner, path: str, field: str) -> None:
    seen = await tag_of(owner, path)
    names = [f"Name {turn}" for turn in range(8)]
    answers = await asyncio.gather(
        *(owner.http.patch(path, json={field: name}, headers={"If-Match": seen}) for name in names)
    )
    assert sorted(answer.status_code for answer in answers) == [200, *[412] * 7]
    winner = next(answer for answer in answers if answer.status_code == 200)
    assert (await owner.http.get(path)).json() == winner.json()


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("*", 200),
        ('"other", {tag}', 200),
        (" {tag} ", 200),
        ("W/{tag}", 412),
        ('"other"', 412),
        ("bare", 412),
        ("", 412),
        ('""', 412),
        ('{tag}"', 412),
    ],
)
async def test_the_header_reads_as_its_standard_says(
    owner: Owner, path: str, field: str, written: str, status: int
) -> None:
    header = written.replace("{tag}", await tag_of(owner, path))
    answer = await owner.http.patch(path, json={field: "New"}, headers={"If-Match": header})
    assert answer.status_code == status


async def test_what_belongs_to_another_is_absent_whatever_the_tag(owner: Owner, other: Owner, path: str) -> None:
    seen = await tag_of(owner, path)
    for tag in (seen, '"guess"'):
        assert (await other.http.patch(path, json={}, headers={"If-Match": tag})).status_code == 404
