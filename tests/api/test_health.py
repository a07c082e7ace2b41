"""`/health`: 200 when all three answer, 503 that says which does not."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from shopchat import __version__
from shopchat.core import db, health
from shopchat.core.jobs import Job

WHERE = "/api/v1/health"


async def test_well(client: httpx.AsyncClient) -> None:
    answer = await client.get(WHERE)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json() == {
        "status": "ok",
        "version": __version__,
        "checks": {"database": "ok", "redis": "ok", "queue": "ok"},
    }


async def _fails() -> bool:
    raise OSError("not there")


async def _hangs() -> bool:
    import asyncio

    await asyncio.sleep(60)
    return True


@pytest.mark.parametrize("name", ["database", "redis", "queue"])
@pytest.mark.parametrize("probe", [_fails, _hangs])
async def test_what_does_not_answer_is_named(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, name: str, probe: Any
) -> None:
    monkeypatch.setattr(health, f"_{name}", probe)
    monkeypatch.setattr(health, "PATIENCE", 0.2)
    answer = await client.get(WHERE)
    assert answer.status_code == 503
    body = answer.json()
    assert body["status"] == "degraded"
    assert [check for check, said in body["checks"].items() if said != "ok"] == [name]


async def test_work_that_nobody_takes_is_a_failing_queue(client: httpx.AsyncClient) -> None:
    from shopchat.core import clock

    async with db.unit_of_work() as session:
        session.add(Job(name="test.late", max_attempts=1, run_at=clock.now() - health.LATE - timedelta(seconds=30)))
    answer = await client.get(WHERE)
    assert (answer.status_code, answer.json()["checks"]["queue"]) == (503, "failed")
