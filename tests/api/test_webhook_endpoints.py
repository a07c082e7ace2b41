"""Outgoing webhooks over HTTP, and every event from its cause to a receiver that nobody here wrote."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlmodel import col, select
from standardwebhooks import Webhook

from shopchat.billing import service as billing
from shopchat.conversations import tasks as conversation_tasks  # noqa: F401 - declares the jobs
from shopchat.core import clock, jobs
from shopchat.core.db import unit_of_work
from shopchat.core.errors import TooManyRequests
from shopchat.core.jobs import Job, runner
from shopchat.integrations import fetch
from shopchat.integrations.fetch.local import LocalNetwork
from shopchat.knowledge import tasks as knowledge_tasks  # noqa: F401
from shopchat.webhooks import tasks  # noqa: F401
from shopchat.webhooks.changes import EVENT_TYPES
from shopchat.webhooks.delivering import PAUSES
from tests.doors import Json, Owner

PATH = "/api/v1/webhook-endpoints"
HOOK = "https://owner.example/hook"


@pytest_asyncio.fixture
async def network(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalNetwork]:
    async with LocalNetwork().listening() as local:
        local.put(HOOK, "thanks", status=204, headers={"Content-Length": "0"})
        web = fetch.Web(local)
        monkeypatch.setattr(fetch, "web", lambda: web)
        yield local


async def endpoint(owner: Owner, *events: str, url: str = HOOK) -> Json:
    answer = await owner.http.post(PATH, json={"url": url, "event_types": list(events or EVENT_TYPES)})
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


async def deliver() -> None:
    """Runs the messages that are due, and those whose pause is not over yet, once each."""
    async with unit_of_work() as session:
        statement = select(Job).where(Job.name == "webhooks.deliver", Job.status == "queued")
        waiting = (await session.exec(statement.order_by(col(Job.created_at)))).all()
        for job in waiting:
            job.run_at = clock.now() - timedelta(minutes=1)
    for job in waiting:
        await runner.run(job.id)


async def log(owner: Owner, hook: Json, **filters: Any) -> list[Json]:
    items: list[Json] = (await owner.http.get(f"{PATH}/{hook['id']}/deliveries", params=filters)).json()["items"]
    return items


def received(network: LocalNetwork, secret: str) -> list[Json]:
    """What arrived, each message checked by the specification's own library."""
    return [Webhook(secret).verify(asked.body.decode(), asked.headers) for asked in network.asked]


async def test_a_secret_is_shown_once(owner: Owner) -> None:
    made = await endpoint(owner, "gap.found", "handoff.requested")
    assert made["secret"].startswith("whsec_")
    assert made["event_types"] == ["handoff.requested", "gap.found"]
    for shown in (
        (await owner.http.get(PATH)).json()["items"][0],
        (await owner.http.get(f"{PATH}/{made['id']}")).json(),
        (await owner.http.patch(f"{PATH}/{made['id']}", json={"description": "Desk"})).json(),
    ):
        assert "secret" not in shown
        assert shown["id"] == made["id"]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"url": "http://127.0.0.1/hook"}, "url"),
        ({"url": "https://owner.example:8443/hook"}, "url"),
        ({"url": "https://u:p@owner.example/"}, "url"),
        ({"url": "owner.example"}, "url"),
        ({"url": None}, "url"),
        ({"event_types": []}, "event_types"),
        ({"event_types": ["everything"]}, "event_types"),
        ({"secret": "whsec_AAAA"}, "secret"),
        ({"description": "a\x00"}, "description"),
    ],
)
async def test_what_an_endpoint_cannot_be(owner: Owner, change: Json, where: str) -> None:
    made = await endpoint(owner)
    new = {"url": HOOK, "event_types": ["gap.found"], **change}
    for answer in (
        await owner.http.post(PATH, json=new),
        await owner.http.patch(f"{PATH}/{made['id']}", json=change),
    ):
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["loc"][:2] == ["body", where]


async def test_an_endpoint_is_changed_and_removed(owner: Owner) -> None:
    made = await endpoint(owner)
    changed = (await owner.http.patch(f"{PATH}/{made['id']}", json={"is_active": False, "url": f"{HOOK}/2"})).json()
    assert (changed["is_active"], changed["url"], changed["event_types"]) == (False, f"{HOOK}/2", list(EVENT_TYPES))
    assert (await owner.http.post(f"{PATH}/{made['id']}/test")).status_code == 409
    assert (await owner.http.delete(f"{PATH}/{made['id']}")).status_code == 204
    assert (await owner.http.get(f"{PATH}/{made['id']}")).status_code == 404


async def test_there_are_not_endlessly_many(owner: Owner) -> None:
    for _ in range(20):
        await endpoint(owner, "gap.found")
    assert (await owner.http.post(PATH, json={"url": HOOK, "event_types": ["gap.found"]})).status_code == 409


async def test_a_test_message_arrives_signed(owner: Owner, network: LocalNetwork) -> None:
    made = await endpoint(owner, "gap.found")
    answer = await owner.http.post(f"{PATH}/{made['id']}/test")
    assert (answer.status_code, answer.json()["status"]) == (202, "pending")
    await deliver()
    [message] = received(network, made["secret"])
    assert message["type"] == "endpoint.test"
    [delivery] = await log(owner, made)
    assert (delivery["status"], delivery["attempts"], delivery["response_status"]) == ("delivered", 1, 204)
    assert delivery["message_id"] == network.asked[0].headers["webhook-id"]


async def test_a_new_secret_signs_at_once(owner: Owner, network: LocalNetwork) -> None:
    made = await endpoint(owner)
    rotated = (await owner.http.post(f"{PATH}/{made['id']}/rotate-secret")).json()
    assert rotated["secret"] != made["secret"]
    await owner.http.post(f"{PATH}/{made['id']}/test")
    await deliver()
    assert len(received(network, rotated["secret"])) == 1


async def say(client: httpx.AsyncClient, bot: Json, text: str, **more: Any) -> Json:
    body = {"widget_key": bot["widget_key"], "visitor_id": "visitor", "message": text, **more}
    answer = await client.post("/api/v1/widget/chat", json=body)
    assert answer.status_code == 200, answer.text
    said: Json = answer.json()
    return said


async def test_a_conversation_is_told_from_beginning_to_end(
    owner: Owner, client: httpx.AsyncClient, network: LocalNetwork
) -> None:
    made = await endpoint(owner)
    bot = await owner.bot()
    said = await say(client, bot, "Do you sell submarines for weddings?")
    token = {"widget_key": bot["widget_key"], "visitor_token": said["visitor_token"]}
    contact = {"email": "shopper@mail.example", "name": "Sam", "message": "Call me"}
    assert (await client.post("/api/v1/widget/handoff", json={**token, **contact})).status_code == 204
    assert (await client.post("/api/v1/widget/end", json=token)).status_code == 204
    assert (await client.post("/api/v1/widget/end", json=token)).status_code == 204
    await deliver()
    told = {message["type"]: message["data"] for message in received(network, made["secret"])}
    assert list(told) == ["conversation.started", "gap.found", "handoff.requested", "conversation.ended"]
    assert len(network.asked) == 4
    assert {data["conversation_id"] for data in told.values()} == {said["conversation_id"]}
    assert told["gap.found"]["question"] == "Do you sell submarines for weddings?"
    assert told["handoff.requested"]["email"] == "shopper@mail.example"
    assert told["conversation.ended"]["message_count"] == 2


async def test_silence_ends_a_conversation_and_is_told(
    owner: Owner, client: httpx.AsyncClient, network: LocalNetwork
) -> None:
    made = await endpoint(owner, "conversation.ended")
    said = await say(client, await owner.bot(), "Hello")
    with clock.moved(timedelta(hours=2)):
        await run_job("conversations.end_idle")
    await deliver()
    [message] = received(network, made["secret"])
    assert message["data"]["conversation_id"] == said["conversation_id"]


async def test_an_import_is_told_when_it_is_over(owner: Owner, network: LocalNetwork) -> None:
    made = await endpoint(owner, "import.finished")
    bot = await owner.bot()
    upload: Json = {"data": {"chatbot_id": bot["id"]}, "files": {"file": ("a.csv", b"title\nLamp\n,\n")}}
    imported = (await owner.http.post("/api/v1/knowledge/imports", **upload)).json()
    await run_job("knowledge.import")
    await deliver()
    [message] = received(network, made["secret"])
    data = message["data"]
    assert (data["import_id"], data["status"], data["created"]) == (imported["id"], "done", 1)


async def test_a_limit_is_told_once_when_its_last_place_is_taken(
    new_owner: Callable[..., Awaitable[Owner]], client: httpx.AsyncClient, network: LocalNetwork
) -> None:
    owner = await new_owner("free")
    made = await endpoint(owner, "limit.reached")
    bot = await owner.bot()
    for number in range(10):
        await owner.entry(bot, title=f"Entry {number}")
    entry = {"chatbot_id": bot["id"], "title": "One too many", "content": "x"}
    assert (await owner.http.post("/api/v1/knowledge", json=entry)).status_code == 403
    await deliver()
    [message] = received(network, made["secret"])
    assert message["data"] == {"limit": "entries", "plan": "free", "maximum": 10}


async def test_the_last_conversation_of_the_month_is_told(
    new_owner: Callable[..., Awaitable[Owner]], network: LocalNetwork
) -> None:
    owner = await new_owner("free")
    made = await endpoint(owner, "limit.reached")
    async with unit_of_work() as session:
        for _ in range(49):
            await billing.start_conversation(session, owner.account)
    assert await log(owner, made) == []
    async with unit_of_work() as session:
        await billing.start_conversation(session, owner.account)
        with pytest.raises(TooManyRequests):
            await billing.start_conversation(session, owner.account)
    await deliver()
    [message] = received(network, made["secret"])
    assert message["data"] == {"limit": "conversations", "plan": "free", "maximum": 50}


async def test_others_hear_nothing(owner: Owner, other: Owner, network: LocalNetwork) -> None:
    await endpoint(other)
    await endpoint(owner, "gap.found")
    off = await endpoint(owner)
    await owner.http.patch(f"{PATH}/{off['id']}", json={"is_active": False})
    bot = await owner.bot()
    upload: Json = {"data": {"chatbot_id": bot["id"]}, "files": {"file": ("a.csv", b"title\nLamp\n")}}
    await owner.http.post("/api/v1/knowledge/imports", **upload)
    await run_job("knowledge.import")
    await deliver()
    assert network.asked == []


async def test_a_failure_is_tried_again_for_a_day_and_then_given_up(owner: Owner, network: LocalNetwork) -> None:
    assert timedelta(hours=23) < sum(PAUSES, timedelta()) < timedelta(hours=25)
    network.put(HOOK, "x" * 5000, status=500)
    made = await endpoint(owner)
    await owner.http.post(f"{PATH}/{made['id']}/test")
    await deliver()
    [first] = await log(owner, made, status="pending")
    assert (first["attempts"], first["response_status"], len(first["response_body"])) == (1, 500, 1000)
    assert first["next_attempt_at"]
    for _ in PAUSES:
        await deliver()
    [last] = await log(owner, made, status="failed")
    assert (last["attempts"], last["next_attempt_at"]) == (len(PAUSES) + 1, None)
    assert last["error"] == "The endpoint answered with status 500."
    await deliver()
    assert len(network.asked) == len(PAUSES) + 1
    assert len({asked.headers["webhook-id"] for asked in network.asked}) == 1
    assert len({asked.body for asked in network.asked}) == 1


async def test_a_message_is_sent_again_under_its_id(owner: Owner, network: LocalNetwork) -> None:
    made = await endpoint(owner)
    first = (await owner.http.post(f"{PATH}/{made['id']}/test")).json()
    await deliver()
    again = await owner.http.post(f"{PATH}/{made['id']}/deliveries/{first['id']}/redeliver")
    assert again.status_code == 202
    assert again.json()["id"] != first["id"]
    await deliver()
    assert [asked.headers["webhook-id"] for asked in network.asked] == [first["message_id"]] * 2
    assert [each["status"] for each in await log(owner, made)] == ["delivered", "delivered"]
    unknown = f"{PATH}/{made['id']}/deliveries/{uuid.uuid4()}/redeliver"
    assert (await owner.http.post(unknown)).status_code == 404


async def test_gone_means_never_again(owner: Owner, network: LocalNetwork) -> None:
    network.put(HOOK, status=410)
    made = await endpoint(owner)
    await owner.http.post(f"{PATH}/{made['id']}/test")
    await deliver()
    assert (await owner.http.get(f"{PATH}/{made['id']}")).json()["is_active"] is False
    assert [each["status"] for each in await log(owner, made)] == ["failed"]


@pytest.mark.parametrize("answers", [["10.0.0.1"], ["127.0.0.1"], ["93.184.215.14", "::1"]], ids=str)
async def test_a_name_that_turns_inwards_is_never_called(
    owner: Owner, network: LocalNetwork, answers: list[str]
) -> None:
    made = await endpoint(owner)
    network.names["owner.example"] = answers
    await owner.http.post(f"{PATH}/{made['id']}/test")
    await deliver()
    assert network.dialled == []
    [delivery] = await log(owner, made)
    assert "private or reserved" in delivery["error"]


async def test_a_redirect_is_a_failure(owner: Owner, network: LocalNetwork) -> None:
    network.put(HOOK, status=302, headers={"Location": "http://169.254.169.254/"})
    made = await endpoint(owner)
    await owner.http.post(f"{PATH}/{made['id']}/test")
    await deliver()
    assert len(network.dialled) == 1
    assert (await log(owner, made))[0]["status"] == "pending"


async def test_what_rolls_back_is_not_told(owner: Owner, network: LocalNetwork) -> None:
    made = await endpoint(owner, "limit.reached")
    answer = await owner.http.post(
        "/api/v1/knowledge", json={"chatbot_id": str(uuid.uuid4()), "title": "x", "content": "x"}
    )
    assert answer.status_code == 404
    assert await log(owner, made) == []


async def test_old_messages_are_forgotten(owner: Owner, network: LocalNetwork) -> None:
    made = await endpoint(owner)
    await owner.http.post(f"{PATH}/{made['id']}/test")
    await deliver()
    await run_job("webhooks.forget_old")
    assert len(await log(owner, made)) == 1
    with clock.moved(timedelta(days=31)):
        await run_job("webhooks.forget_old")
    async with unit_of_work() as session:
        assert (await session.exec(select(Job).where(Job.status == "failed"))).all() == []
    assert await log(owner, made) == []


async def run_job(name: str) -> None:
    """Runs the queued job of that name, or a new one."""
    async with unit_of_work() as session:
        waiting = (await session.exec(select(Job.id).where(Job.name == name, Job.status == "queued"))).first()
        job_id = waiting or await jobs.enqueue(session, name)
    await runner.run(job_id)
