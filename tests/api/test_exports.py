"""Lists as files: complete, safe to open, in little memory, and good to come back in."""

import csv
import io
import json
import tracemalloc
import uuid
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from shopchat.core import csv_cells, db
from shopchat.core.jobs import Job, runner
from shopchat.knowledge import exporting, tasks  # noqa: F401 - the job's handler
from tests.doors import Json, Owner

KNOWLEDGE = "/api/v1/knowledge/export"
CONVERSATIONS = "/api/v1/conversations/export"
FORMULA = '=HYPERLINK("https://evil.example","click")'


async def rows_of(owner: Owner, url: str, **query: Any) -> list[dict[str, str]]:
    answer = await owner.http.get(url, params={"format": "csv", **query})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


async def lines_of(owner: Owner, url: str, **query: Any) -> list[Json]:
    answer = await owner.http.get(url, params={"format": "jsonl", **query})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


async def import_file(owner: Owner, bot: Json, content: bytes) -> Json:
    started = await owner.http.post(
        "/api/v1/knowledge/imports", data={"chatbot_id": bot["id"]}, files={"file": ("knowledge.csv", content)}
    )
    assert started.status_code == 202, started.text
    async with db.unit_of_work() as session:
        jobs = (await session.exec(select(Job.id).where(Job.name == "knowledge.import", Job.status == "queued"))).all()
    for job_id in jobs:
        await runner.run(job_id)
    done: Json = (await owner.http.get(f"/api/v1/knowledge/imports/{started.json()['id']}")).json()
    return done


@pytest.fixture
async def full(owner: Owner) -> Json:
    """A chatbot with one of each kind of difficulty."""
    bot = await owner.bot()
    await owner.entry(bot, title=FORMULA, content="-1\n+2\n@three, \"four\"; 'five'")
    await owner.entry(bot, title="'=quoted already", content="''-twice\r\nand a line", source_type="faq")
    await owner.entry(bot, title="Grüße, 你好 🎉", content="Umlauts, a comma; a semicolon\tand a tab", is_active=False)
    await owner.product(bot, "Lamp", "12.50", options={"color": ["red", "dark blue"]}, note={"deep": [1, None, "=x"]})
    return bot


async def test_every_entry_is_in_both_formats(owner: Owner, full: Json) -> None:
    listed = (await owner.http.get("/api/v1/knowledge", params={"sort": "created_at"})).json()["items"]
    lines = await lines_of(owner, KNOWLEDGE)
    rows = await rows_of(owner, KNOWLEDGE)
    assert [line["id"] for line in lines] == [row["id"] for row in rows] == [item["id"] for item in listed]
    for line, item in zip(lines, listed, strict=True):
        assert {name: line[name] for name in ("title", "content", "metadata", "is_active")} == {
            name: item[name] for name in ("title", "content", "metadata", "is_active")
        }


async def test_no_cell_runs_in_a_spreadsheet(owner: Owner, full: Json, client: httpx.AsyncClient) -> None:
    body = {"widget_key": full["widget_key"], "visitor_id": "=cmd|' /C calc'!A0", "message": "@SUM(1+1)*cmd"}
    await client.post("/api/v1/widget/chat", json={**body, "visitor_name": "+49 30 1234"})
    cells = [
        cell for url in (KNOWLEDGE, CONVERSATIONS) for row in await rows_of(owner, url) for cell in row.values() if cell
    ]
    assert [cell for cell in cells if cell[0] in "=+-@\t\r"] == []
    assert f"'{FORMULA}" in cells
    assert "'@SUM(1+1)*cmd" in cells


async def test_what_went_out_comes_back_in(owner: Owner, full: Json) -> None:
    exported = (await owner.http.get(KNOWLEDGE, params={"chatbot_id": full["id"]})).content
    copy = await owner.bot(name="Copy")
    done = await import_file(owner, copy, exported)
    assert (done["kind"], done["created"], done["failed"]) == ("shopchat_csv", 4, 0)
    kept = ("title", "content", "source_type", "metadata", "is_active")
    before = await lines_of(owner, KNOWLEDGE, chatbot_id=full["id"])
    after = await lines_of(owner, KNOWLEDGE, chatbot_id=copy["id"])

    def told(lines: list[Json]) -> list[str]:
        return sorted(json.dumps([line[name] for name in kept], sort_keys=True) for line in lines)

    assert told(after) == told(before)
    again = await import_file(owner, copy, exported)
    assert (again["created"], again["updated"], again["skipped"]) == (0, 0, 4)


@given(st.text())
def test_any_text_is_a_cell_and_a_text_again(written: str) -> None:
    cell = next(csv.reader(io.StringIO(csv_cells.line([written]), newline="")), [""])[0]
    assert csv_cells.original(cell) == written
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


async def test_filters_narrow_the_file(owner: Owner, full: Json) -> None:
    assert [line["title"] for line in await lines_of(owner, KNOWLEDGE, source_type="product_catalog")] == ["Lamp"]
    assert len(await lines_of(owner, KNOWLEDGE, is_active="false")) == 1
    assert await lines_of(owner, CONVERSATIONS, **{"from": "2099-01-01T00:00:00Z"}) == []


async def test_a_conversation_is_a_line_and_a_message_a_row(
    owner: Owner, full: Json, client: httpx.AsyncClient
) -> None:
    for visitor in ("one", "two"):
        body = {"widget_key": full["widget_key"], "visitor_id": visitor, "message": "Hello"}
        assert (await client.post("/api/v1/widget/chat", json=body)).status_code == 200
    lines = await lines_of(owner, CONVERSATIONS)
    assert [line["visitor_id"] for line in lines] == ["one", "two"]
    assert [[message["role"] for message in line["messages"]] for line in lines] == [["user", "assistant"]] * 2
    rows = await rows_of(owner, CONVERSATIONS, visitor_id="two")
    assert {row["conversation_id"] for row in rows} == {lines[1]["id"]}
    assert [row["role"] for row in rows] == ["user", "assistant"]
    assert rows[0]["content"] == "Hello"


@pytest.mark.parametrize("url", [KNOWLEDGE, CONVERSATIONS])
async def test_nothing_of_another_is_in_the_file(owner: Owner, other: Owner, full: Json, url: str) -> None:
    assert await lines_of(other, url) == []
    foreign = await other.http.get(url, params={"chatbot_id": full["id"]})
    absent = await other.http.get(url, params={"chatbot_id": str(uuid.uuid4())})
    assert foreign.status_code == absent.status_code == 404
    assert foreign.content == absent.content


@pytest.mark.parametrize("url", [KNOWLEDGE, CONVERSATIONS])
async def test_an_empty_file_is_a_file(owner: Owner, url: str) -> None:
    assert await rows_of(owner, url) == []
    assert (await owner.http.get(url)).text.count("\r\n") == 1
    assert (await owner.http.get(url, params={"format": "xls"})).status_code == 422


async def test_a_long_list_passes_through_in_the_memory_of_a_batch(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "BATCH", 5)
    bot = await owner.bot()
    # Of one letter each, so that the test is spared the indexing of megabytes.
    rows = [{"title": f"{number}", "content": "a " * 50_000} for number in range(60)]
    for start in (0, 30):
        body = {"chatbot_id": bot["id"], "entries": rows[start : start + 30]}
        assert (await owner.http.post("/api/v1/knowledge/bulk", json=body)).json()["created"] == 30
    tracemalloc.start()
    count = 0
    async for _ in exporting.exported(owner.account):
        count += 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 60
    assert peak < 60 * 100_000 / 2
