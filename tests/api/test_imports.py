"""Imports: a file goes in, a job works through it, entries come out; what does not fit is said row by row."""

import gzip
import json
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from shopchat.billing.plans import PLANS
from shopchat.core import db, jobs
from shopchat.core.jobs import runner
from shopchat.knowledge import tasks  # noqa: F401 - declares the jobs
from shopchat.knowledge.importing import running_file
from shopchat.knowledge.models import Import
from tests.doors import Json, Owner

IMPORTS = "/api/v1/knowledge/imports"
CSV = """sku,title,description,price,currency,availability,color
L1,Red lamp,Shines bright.,10.00,EUR,in stock,red
L2,Blue lamp,Shines less.,"12,50 €",,yes,blue
L3,,No title here,5.00,EUR,in stock,
L4,Green lamp,Costs what?,free,EUR,in stock,green
"""


async def upload(owner: Owner, bot: Json, content: str | bytes, name: str = "shop.csv", **data: Any) -> httpx.Response:
    body = content.encode() if isinstance(content, str) else content
    return await owner.http.post(IMPORTS, data={"chatbot_id": bot["id"], **data}, files={"file": (name, body)})


async def run(imported: Json) -> None:
    """Runs the import's job here, as a worker would."""
    async with db.unit_of_work() as session:
        row = await session.get_one(Import, uuid.UUID(imported["id"]))
    assert row.job_id is not None
    await runner.run(row.job_id)


async def done(owner: Owner, bot: Json, content: str | bytes, **data: Any) -> Json:
    """The import of `content`, worked through."""
    answer = await upload(owner, bot, content, **data)
    assert answer.status_code == 202, answer.text
    await run(answer.json())
    found: Json = (await owner.http.get(f"{IMPORTS}/{answer.json()['id']}")).json()
    return found


def counts(imported: Json) -> tuple[int, ...]:
    return tuple(imported[name] for name in ("total", "done", "created", "updated", "skipped", "failed"))


async def entries(owner: Owner, **filters: Any) -> dict[str, Json]:
    answer = await owner.http.get("/api/v1/knowledge", params={"page_size": 100, **filters})
    return {entry["title"]: entry for entry in answer.json()["items"]}


async def test_a_file_becomes_entries_and_its_bad_rows_are_told(owner: Owner) -> None:
    bot = await owner.bot()
    accepted = (await upload(owner, bot, CSV)).json()
    assert accepted.keys() >= {
        "id",
        "kind",
        "status",
        "total",
        "done",
        "created",
        "updated",
        "skipped",
        "failed",
        "errors",
    }
    assert (accepted["status"], accepted["created"]) == ("queued", 0)
    await run(accepted)
    imported = (await owner.http.get(f"{IMPORTS}/{accepted['id']}")).json()
    assert imported["status"] == "done"
    assert imported["finished_at"]
    assert counts(imported) == (4, 4, 2, 0, 0, 2)
    assert [error["row"] for error in imported["errors"]] == [3, 4]
    assert all(error["detail"].endswith(".") for error in imported["errors"])
    found = await entries(owner, chatbot_id=bot["id"])
    assert found.keys() == {"Red lamp", "Blue lamp"}
    assert found["Blue lamp"]["source_type"] == "product_catalog"
    blue = found["Blue lamp"]["metadata"]
    assert (blue["price"], blue["currency"], blue["availability"], blue["sku"]) == ("12.50", "EUR", "in_stock", "L2")
    assert (await owner.http.get("/api/v1/usage")).json()["secondary"]["used"] == 2


async def test_the_same_file_again_changes_nothing_and_a_changed_row_is_updated(owner: Owner) -> None:
    bot = await owner.bot()
    await done(owner, bot, CSV)
    before = await entries(owner)
    assert counts(await done(owner, bot, CSV)) == (4, 4, 0, 0, 2, 2)
    assert await entries(owner) == before
    assert counts(await done(owner, bot, CSV.replace("10.00", "9.00"))) == (4, 4, 0, 1, 1, 2)
    after = await entries(owner)
    assert after["Red lamp"]["id"] == before["Red lamp"]["id"]
    assert after["Red lamp"]["metadata"]["price"] == "9.00"
    assert after["Blue lamp"] == before["Blue lamp"]


async def test_at_the_plans_limit_what_fits_is_kept(new_owner: Callable[..., Awaitable[Owner]]) -> None:
    owner = await new_owner("free")
    bot = await owner.bot()
    limit = PLANS["free"].max_secondary
    rows = "".join(f"Lamp {number},{number}.00\n" for number in range(limit + 3))
    imported = await done(owner, bot, f"title,price\n{rows}")
    assert counts(imported) == (limit + 3, limit + 3, limit, 0, 0, 3)
    assert "plan" in imported["errors"][0]["detail"]
    assert len(await entries(owner)) == limit
    refused = await owner.http.post("/api/v1/knowledge", json={"chatbot_id": bot["id"], "title": "t", "content": "c"})
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"   \n", 422),
        (b"\x00\x01\x02\x03", 422),
        (b"price,colour\n1,red\n", 422),
        (gzip.compress(b"title\nLamp\n")[:-6], 422),
        (b"\x1f\x8bnot gzip", 422),
        (gzip.compress(b"title\n" + b"x" * 300_000_000), 422),
        (b"title\n", 202),
        (gzip.compress(CSV.encode()), 202),
        (CSV.encode("utf-8-sig"), 202),
        (CSV.encode("cp1252"), 202),
        (CSV.replace(",", ";").encode(), 202),
    ],
    ids=[
        "empty",
        "blank",
        "binary",
        "no title",
        "cut gzip",
        "no gzip",
        "gzip bomb",
        "header only",
        "gzip",
        "BOM",
        "cp1252",
        "semicolons",
    ],
)
async def test_which_files_are_taken(owner: Owner, content: bytes, status: int) -> None:
    answer = await upload(owner, await owner.bot(), content)
    assert answer.status_code == status
    if status == 422:
        assert answer.json()["errors"][0]["loc"] in (["body", "file"], ["body", "mapping"])
    else:
        await run(answer.json())
        imported = (await owner.http.get(f"{IMPORTS}/{answer.json()['id']}")).json()
        assert imported["status"] == "done"
        assert imported["done"] == (imported["total"] or 0)


@pytest.mark.parametrize(
    "mapping",
    [
        "no JSON",
        "[]",
        '{"title": 1}',
        '{"nothing": "name"}',
        '{"title": "nothing"}',
        "[" * 100_000,
        '{"title": "\\ud800"}',
    ],
)
async def test_a_mapping_that_fits_nothing_is_refused(owner: Owner, mapping: str) -> None:
    answer = await upload(owner, await owner.bot(), "name\nLamp\n", mapping=mapping)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == ["body", "mapping"]


async def test_the_owners_mapping_corrects_the_guess(owner: Owner) -> None:
    bot = await owner.bot()
    mapping = json.dumps({"title": "Artikel", "price": "Betrag"})
    assert counts(await done(owner, bot, "Artikel;Betrag\nLampe;1.299,00 €\n", mapping=mapping))[2] == 1
    assert (await entries(owner))["Lampe"]["metadata"] == {"price": "1299.00", "currency": "EUR"}


async def test_a_waiting_import_is_called_off(owner: Owner) -> None:
    accepted = (await upload(owner, await owner.bot(), CSV)).json()
    for _ in range(2):
        answer = await owner.http.delete(f"{IMPORTS}/{accepted['id']}")
        assert (answer.status_code, answer.content) == (204, b"")
    await run(accepted)
    imported = (await owner.http.get(f"{IMPORTS}/{accepted['id']}")).json()
    assert (imported["status"], imported["created"]) == ("cancelled", 0)
    assert await entries(owner) == {}


async def test_a_running_import_stops_after_its_batch_and_keeps_it(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running_file, "BATCH", 1)
    accepted = (await upload(owner, await owner.bot(), CSV)).json()
    advance = jobs.JobRun.advance

    async def advance_and_call_off(job: Any, session: Any, **fields: Any) -> None:
        await advance(job, session, **fields)

        async def call_off() -> None:
            await owner.http.delete(f"{IMPORTS}/{accepted['id']}")

        db.after_commit(session, call_off)

    monkeypatch.setattr(jobs.JobRun, "advance", advance_and_call_off)
    await run(accepted)
    imported = (await owner.http.get(f"{IMPORTS}/{accepted['id']}")).json()
    assert (imported["status"], imported["created"], imported["done"]) == ("cancelled", 1, 1)
    assert (await entries(owner)).keys() == {"Red lamp"}


async def test_progress_is_seen_between_batches(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running_file, "BATCH", 2)
    accepted = (await upload(owner, await owner.bot(), CSV)).json()
    seen = []
    check = jobs.JobRun.check_cancelled

    async def look(job: Any) -> None:
        imported = (await owner.http.get(f"{IMPORTS}/{accepted['id']}")).json()
        seen.append((imported["status"], imported["done"], imported["total"]))
        await check(job)

    monkeypatch.setattr(jobs.JobRun, "check_cancelled", look)
    await run(accepted)
    assert seen == [("running", 0, None), ("running", 2, 4)]


async def test_an_import_of_a_deleted_bot_ends(owner: Owner) -> None:
    bot = await owner.bot()
    accepted = (await upload(owner, bot, CSV)).json()
    async with db.unit_of_work() as session:
        job_id = (await session.get_one(Import, uuid.UUID(accepted["id"]))).job_id
    await owner.http.delete(f"/api/v1/chatbots/{bot['id']}")
    assert job_id is not None
    await runner.run(job_id)
    assert (await owner.http.get(f"{IMPORTS}/{accepted['id']}")).status_code == 404


async def test_a_key_of_the_file_names_the_last_row(owner: Owner) -> None:
    imported = await done(owner, await owner.bot(), "sku,title\nA,First\nA,Second\n")
    assert counts(imported) == (2, 2, 1, 0, 0, 1)
    assert (await entries(owner)).keys() == {"Second"}
