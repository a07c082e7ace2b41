"""No spelling of an address makes the product call a private network: refused at the door, and again by the worker.

What arrives at a listener is counted; names lead inwards. Our own spellings always; more where SSRF_URLS names a file
of JSON lines with a `url` each.
"""

import json
import os
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlmodel import col, select

from shopchat.core import db
from shopchat.core.jobs import Job, runner
from shopchat.integrations import fetch
from shopchat.integrations.fetch.local import LocalNetwork
from shopchat.knowledge.importing import running_site
from shopchat.knowledge.importing import service as importing
from shopchat.knowledge.models import Import
from shopchat.webhooks.models import Delivery, Endpoint
from tests.doors import Json, Owner
from tests.due_jobs import run_waiting
from tests.integrations.test_fetch_addresses import spellings

MORE = os.environ.get("SSRF_URLS")
ALL = list(
    dict.fromkeys(
        [*spellings(), *(json.loads(line)["url"] for line in Path(MORE).read_text().splitlines() if line)]
        if MORE
        else spellings()
    )
)
HONEST = "https://shop.example/page"


class Inwards(LocalNetwork):
    """Every name leads to this machine, and robots.txt allows everything."""

    async def resolve(self, host: str, port: int) -> list[Any]:
        self.names[host] = ["127.0.0.1"]
        return await super().resolve(host, port)


@pytest_asyncio.fixture
async def network(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalNetwork]:
    async with Inwards().listening() as local:
        web = fetch.Web(local)
        robots = fetch.Robots(web)
        monkeypatch.setattr(fetch, "web", lambda: web)
        monkeypatch.setattr(fetch, "robots", lambda: robots)
        monkeypatch.setattr(running_site, "PAUSE", 0)
        monkeypatch.setattr("shopchat.core.limits.SCRIPT", "return {1, 1, 1, 0}")
        yield local


async def test_through_the_routes_nothing_arrives(owner: Owner, network: LocalNetwork) -> None:
    """An import's address, an entry's that is read again, an endpoint's: what is let in is worked, and finds nobody."""
    bot = await owner.bot()
    answers: Counter[tuple[str, int]] = Counter()
    for url in ALL:
        source = {"chatbot_id": bot["id"], "url": url}
        made = await owner.http.post("/api/v1/knowledge/imports", json=source)
        answers["import", made.status_code] += 1
        answers["endpoint", await _tested(owner, url)] += 1
        answers["refresh", await _read_again(owner, bot, url)] += 1
    await _work()
    assert (network.asked, network.dialled) == ([], [])
    assert sum(answers.values()) == 3 * len(ALL)
    # Most are refused before anything is stored; what is spelt like an honest name is the worker's to refuse.
    assert answers["import", 422] > 0.8 * len(ALL), answers
    assert {status for _, status in answers} <= {201, 202, 422}, answers


async def _tested(owner: Owner, url: str) -> int:
    made = await owner.http.post("/api/v1/webhook-endpoints", json={"url": url, "event_types": ["gap.found"]})
    if made.status_code == 201:
        where = f"/api/v1/webhook-endpoints/{made.json()['id']}"
        assert (await owner.http.post(f"{where}/test")).status_code == 202
        await run_waiting("webhooks.deliver")
        assert (await owner.http.delete(where)).status_code == 204
    return made.status_code


async def _read_again(owner: Owner, bot: Json, url: str) -> int:
    entry = {"chatbot_id": bot["id"], "title": "Page", "content": "Text.", "source_type": "url"}
    made = await owner.http.post("/api/v1/knowledge", json={**entry, "metadata": {"url": url}})
    if made.status_code != 201:
        return made.status_code
    return (await owner.http.post(f"/api/v1/knowledge/{made.json()['id']}/refresh")).status_code


async def test_past_the_routes_nothing_arrives_either(owner: Owner, network: LocalNetwork) -> None:
    """As if a route had let every one of them in: the rows are written, and the worker is asked."""
    bot = uuid.UUID((await owner.bot())["id"])
    async with db.unit_of_work() as session:
        for url in ALL:
            row = await importing.start_web_import(session, owner.account, chatbot_id=bot, url=HONEST)
            row.source = url
    hook = (
        await owner.http.post("/api/v1/webhook-endpoints", json={"url": HONEST, "event_types": ["gap.found"]})
    ).json()
    await run_waiting("knowledge.import")
    for url in ALL:
        async with db.unit_of_work() as session:
            (await session.exec(select(Endpoint))).one().url = url
        assert (await owner.http.post(f"/api/v1/webhook-endpoints/{hook['id']}/test")).status_code == 202
        # What failed waits for its next attempt: only the newest message is sent here.
        async with db.unit_of_work() as session:
            jobs = select(Job.id).where(Job.name == "webhooks.deliver").order_by(col(Job.created_at).desc())
            newest = (await session.exec(jobs)).first()
        assert newest
        await runner.run(newest)
    async with db.unit_of_work() as session:
        imports = (await session.exec(select(Import))).all()
        deliveries = (await session.exec(select(Delivery))).all()
    assert (len(imports), len(deliveries)) == (len(ALL), len(ALL))
    assert {row.status for row in imports} == {"failed"}
    assert {row.attempts for row in deliveries} == {1}
    assert "delivered" not in {row.status for row in deliveries}
    assert (network.asked, network.dialled) == ([], [])


async def test_the_listener_hears_who_is_let_through(owner: Owner, network: LocalNetwork) -> None:
    """The counting itself: with the check of addresses gone, a connection does arrive."""
    bot = await owner.bot()
    body = {"chatbot_id": bot["id"], "url": HONEST}
    assert (await owner.http.post("/api/v1/knowledge/imports", json=body)).status_code == 202
    with pytest.MonkeyPatch.context() as gone:
        gone.setattr("shopchat.integrations.fetch.network.is_public", lambda address: True)
        await _work()
    assert network.dialled


async def _work() -> None:
    await run_waiting("knowledge.import")
    await run_waiting("webhooks.deliver")
