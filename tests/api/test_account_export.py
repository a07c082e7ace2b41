"""Data rights: everything of the account and nothing of another's, and what is asked to be forgotten is gone."""

import io
import json
import uuid
import zipfile
from datetime import timedelta

import httpx
import pytest
from sqlmodel import select

from shopchat.accounts.models import User
from shopchat.core import clock, db
from shopchat.core.jobs import Job, runner
from shopchat.core.record import metadata
from shopchat.exports import contents, making, service, tasks  # noqa: F401 - the job's handler
from shopchat.exports.models import AccountExport, AccountExportPart
from tests.doors import Json, Owner

URL = "/api/v1/auth/me/export"


async def run_jobs() -> None:
    async with db.unit_of_work() as session:
        jobs = (await session.exec(select(Job.id).where(Job.name == "exports.make", Job.status == "queued"))).all()
    for job_id in jobs:
        await runner.run(job_id)


async def exported(owner: Owner) -> dict[str, list[Json]]:
    """The files of a fresh export, by name."""
    asked = await owner.http.get(URL)
    assert asked.status_code == 202
    await run_jobs()
    answer = await owner.http.get(f"{URL}/{asked.json()['id']}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    assert int(answer.headers["content-length"]) == len(answer.content)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return {
            name: [json.loads(line) for line in archive.read(name).decode().splitlines()]
            for name in archive.namelist()
            if name.endswith(".jsonl")
        }


@pytest.fixture
async def said(owner: Owner, other: Owner, client: httpx.AsyncClient) -> None:
    """Two owners with a chatbot each, that a visitor has talked to."""
    for each in (owner, other):
        bot = await each.bot(name=f"Bot of {each.account.email}")
        await each.entry(bot, title=f"Entry of {each.account.email}")
        await each.key()
        body = {"widget_key": bot["widget_key"], "visitor_id": "visitor", "message": f"Hi {each.account.email}"}
        assert (await client.post("/api/v1/widget/chat", json=body)).status_code == 200


async def test_everything_of_the_account_and_nothing_of_anothers(owner: Owner, other: Owner, said: None) -> None:
    files = await exported(owner)
    assert [row["email"] for row in files["users.jsonl"]] == [owner.account.email]
    counts = {name: len(rows) for name, rows in files.items()}
    assert {name: counts[f"{name}.jsonl"] for name in ("chatbots", "knowledge_base", "conversations", "api_keys")} == {
        "chatbots": 1, "knowledge_base": 1, "conversations": 1, "api_keys": 1,
    }  # fmt: skip
    assert [row["role"] for row in files["messages.jsonl"]] == ["user", "assistant"]
    whole = json.dumps(files)
    assert other.account.email not in whole
    assert str(other.account.id) not in whole


async def test_no_credential_is_in_it(owner: Owner, said: None) -> None:
    files = await exported(owner)
    fields = {field for rows in files.values() for row in rows for field in row}
    assert "id" in fields
    assert [field for field in fields if field.endswith("hash") or "secret" in field or "token_" in field] == []
    assert "$2b$" not in json.dumps(files)


def test_every_table_is_exported_or_named_with_its_reason() -> None:
    names = {table.name for table in metadata.sorted_tables}
    assert set(contents.OMITTED) | contents.UNOWNED <= names
    user = User(email="a@shop.example", password_hash="!")
    for table in metadata.sorted_tables:
        if contents.is_exported(table):
            contents.rows_of(table, user)
        elif table.name in contents.UNOWNED:
            assert contents.owned_by(table, user) is None, f"{table.name} has an owner"


async def test_it_is_one_until_its_day_is_over(owner: Owner) -> None:
    first = (await owner.http.get(URL)).json()
    assert first["status"] == "queued"
    waiting = await owner.http.get(f"{URL}/{first['id']}")
    assert (waiting.status_code, waiting.json()) == (202, first)
    assert waiting.headers["retry-after"]
    assert (await owner.http.get(URL)).json() == first
    await run_jobs()
    ready = (await owner.http.get(URL)).json()
    assert (ready["id"], ready["status"]) == (first["id"], "ready")
    async with db.unit_of_work() as session:
        row = await session.get_one(AccountExport, uuid.UUID(first["id"]))
        assert row.expires_at is not None
        row.expires_at -= timedelta(hours=24)
    assert (await owner.http.get(f"{URL}/{first['id']}")).status_code == 404
    assert (await owner.http.get(URL)).json()["id"] != first["id"]
    async with db.unit_of_work() as session:
        await service.tidy(session)
    async with db.unit_of_work() as session:
        assert await session.get(AccountExport, uuid.UUID(first["id"])) is None
        assert (await session.exec(select(AccountExportPart))).all() == []


async def test_another_and_a_key_do_not_get_it(owner: Owner, other: Owner, client: httpx.AsyncClient) -> None:
    asked = (await owner.http.get(URL)).json()
    await run_jobs()
    foreign = await other.http.get(f"{URL}/{asked['id']}")
    absent = await other.http.get(f"{URL}/{uuid.uuid4()}")
    assert (foreign.status_code, foreign.content) == (absent.status_code, absent.content) == (404, absent.content)
    key = await owner.key()
    assert (await client.get(URL, headers=key)).status_code == 401


async def test_a_run_that_follows_a_dead_one_begins_anew(
    owner: Owner, said: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = (await owner.http.get(URL)).json()
    monkeypatch.setattr(making, "PART", 1)
    async with db.unit_of_work() as session:
        session.add(AccountExportPart(export_id=uuid.UUID(asked["id"]), position=0, content=b"left behind"))
    await run_jobs()
    answer = await owner.http.get(f"{URL}/{asked['id']}")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
    async with db.unit_of_work() as session:
        assert len((await session.exec(select(AccountExportPart))).all()) > 5, "several parts made one file"


async def test_one_that_failed_makes_room_for_the_next(owner: Owner) -> None:
    first = (await owner.http.get(URL)).json()
    async with db.unit_of_work() as session:
        row = await session.get_one(AccountExport, uuid.UUID(first["id"]))
        job = await session.get_one(Job, row.job_id)
        job.status = "failed"
    async with db.unit_of_work() as session:
        await service.tidy(session)
    assert (await owner.http.get(f"{URL}/{first['id']}")).status_code == 404
    with clock.moved(timedelta(seconds=1)):
        assert (await owner.http.get(URL)).json()["id"] != first["id"]
