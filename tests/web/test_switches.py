"""Switches: an admin's alone; what is off says so in a sentence, and nothing that was accepted is lost."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from sqlmodel import select

from shopchat.accounts import administration, service
from shopchat.accounts.models import NO_PASSWORD, AuditEvent, User
from shopchat.assistant import claude_gate
from shopchat.core import switches
from shopchat.core.config import get_settings
from shopchat.core.db import unit_of_work
from shopchat.core.errors import Invalid
from shopchat.core.jobs import Job
from shopchat.core.switches import FeatureSwitch, Switch
from shopchat.web.admin.switches import SwitchesState
from shopchat.web.admin.system import SystemState
from shopchat.web.notices import NoticeState
from tests.api.test_webhook_endpoints import deliver, endpoint, log, network
from tests.assistant.claude_shop import Behind, meta, model, open_shop
from tests.doors import Owner, api, client, new_owner, owner
from tests.web.tabs import beside, call, tab

__all__ = ["api", "client", "network", "new_owner", "owner"]


@pytest_asyncio.fixture(autouse=True)
async def all_on(clean_database: None) -> AsyncIterator[None]:
    switches.forget()
    yield
    switches.forget()


@pytest_asyncio.fixture
async def admin() -> SwitchesState:
    """The page of a signed-in admin."""
    async with unit_of_work() as session:
        account = User(email="admin@example.com", password_hash=NO_PASSWORD, role="admin")
        session.add(account)
        await session.flush()
        return tab(SwitchesState, await service.open_session(session, account))


async def test_each_change_is_shown_and_audited(admin: SwitchesState) -> None:
    await call(admin, "load")
    assert [row.is_on for row in admin.rows] == [True] * 4
    assert "off" in str(await call(admin, "turn", "sign_ups", False))
    assert next((row.name, row.is_on) for row in admin.rows) == ("sign_ups", False)
    await call(admin, "turn", "sign_ups", True)
    assert all(row.is_on for row in admin.rows)
    async with unit_of_work() as session:
        actions = (await session.exec(select(AuditEvent.action, AuditEvent.subject))).all()
    assert sorted(actions) == [("switch.off", "sign_ups"), ("switch.on", "sign_ups")]


@pytest.mark.parametrize("name", ["notice", "everything", "", "\x00"])
async def test_there_is_no_other_switch(admin: SwitchesState, name: str) -> None:
    await call(admin, "turn", name, False)
    async with unit_of_work() as session:
        assert (await session.exec(select(FeatureSwitch))).all() == []


async def test_what_is_read_holds_for_a_moment_only(admin: SwitchesState, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process: it did not make the change, and hears of it when what it knows is too old."""
    async with unit_of_work() as session:
        assert await switches.is_on(session, Switch.WEBHOOKS)
    monkeypatch.setattr(switches, "forget", lambda: None)
    async with unit_of_work() as session:
        await switches.turn(session, Switch.WEBHOOKS, on=False)
    monkeypatch.undo()
    async with unit_of_work() as session:
        assert await switches.is_on(session, Switch.WEBHOOKS)
    later = 10**9
    monkeypatch.setattr("shopchat.core.remembered.monotonic", lambda: later)
    async with unit_of_work() as session:
        assert not await switches.is_on(session, Switch.WEBHOOKS)


async def test_no_new_accounts(admin: SwitchesState, client: httpx.AsyncClient, owner: Owner) -> None:
    await call(admin, "turn", "sign_ups", False)
    body = {"email": "new@example.com", "password": "eleven purple kettles"}
    refused = await client.post("/api/v1/auth/register", json=body)
    assert (refused.status_code, refused.json()["detail"][:15]) == (403, "No new accounts")
    assert (await owner.http.get("/api/v1/auth/me")).status_code == 200
    await call(admin, "turn", "sign_ups", True)
    assert (await client.post("/api/v1/auth/register", json=body)).status_code == 201


async def test_the_composer_answers_alone(admin: SwitchesState, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = await open_shop()
    Behind(monkeypatch)(fake := model(["The Pine Mug costs $12.00."], ["The Pine Mug costs $12.00."]))
    first = await shop.ask("which mugs do you have?", "ann")
    assert meta(first)["engine"] == "model"
    await call(admin, "turn", "language_model", False)
    second = await shop.ask("which mugs do you have?", "bob")  # its answer by the model would be in the cache
    assert (meta(second)["engine"], meta(second)["why"]) == ("composer", "the language model is switched off")
    assert len(fake.asked) == 1


async def test_the_system_page_tells_how_the_model_is(admin: SwitchesState, monkeypatch: pytest.MonkeyPatch) -> None:
    async def told() -> str:
        shown = beside(admin, SystemState)
        await call(shown, "load")
        return next(part.word for part in shown.parts if part.name == "Language model")

    assert await told() == "Local"
    monkeypatch.setenv("LLM_GATEWAY_URL", "https://gateway.example")
    monkeypatch.setenv("LLM_API_KEY", "key")
    get_settings.cache_clear()
    try:
        assert await told() == "Connected"
        for _ in range(get_settings().llm_breaker_failures):
            await claude_gate.failed()
        assert await told() == "Given a rest"
        await call(admin, "turn", "language_model", False)
        assert await told() == "Switched off"
        await claude_gate.succeeded()
        await call(admin, "turn", "language_model", True)
        assert await told() == "Connected"
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()


async def test_nothing_is_read_from_the_web(admin: SwitchesState, owner: Owner) -> None:
    bot = await owner.bot()
    await call(admin, "turn", "web_imports", False)
    body = {"chatbot_id": bot["id"], "url": "https://shop.example/returns"}
    refused = await owner.http.post("/api/v1/knowledge/imports", json=body)
    assert (refused.status_code, "switched off" in refused.json()["detail"]) == (503, True)
    assert (await owner.http.get("/api/v1/knowledge/imports")).json()["total"] == 0


async def test_messages_wait_and_are_sent_later(admin: SwitchesState, owner: Owner, network: object) -> None:
    hook = await endpoint(owner)
    assert (await owner.http.post(f"/api/v1/webhook-endpoints/{hook['id']}/test")).status_code in (200, 201, 202)
    await call(admin, "turn", "webhooks", False)
    for _ in range(12):  # more often than a message is ever tried
        await deliver()
    assert [(each["status"], each["attempts"]) for each in await log(owner, hook)] == [("pending", 0)]
    async with unit_of_work() as session:
        waiting = select(Job.id).where(Job.name == "webhooks.deliver", Job.status == "queued")
        assert len((await session.exec(waiting)).all()) == 1
    await call(admin, "turn", "webhooks", True)
    await deliver()
    assert [(each["status"], each["attempts"]) for each in await log(owner, hook)] == [("delivered", 1)]


async def test_every_owner_reads_the_notice(admin: SwitchesState, owner: Owner) -> None:
    async with unit_of_work() as session:
        token = await service.open_session(session, owner.account)
    shown = tab(NoticeState, token)
    await call(shown, "load")
    assert shown.from_site == ""
    await call(admin, "tell", {"note": "  "})
    assert list(admin.errors) == ["note"]
    await call(admin, "tell", {"note": "On Sunday\nwe rest."})
    await call(shown, "load")
    assert (shown.from_site, admin.note) == ("On Sunday we rest.", "On Sunday we rest.")
    await call(admin, "be_quiet")
    await call(shown, "load")
    assert shown.from_site == ""


async def test_an_endless_notice_is_refused(admin: SwitchesState) -> None:
    async with unit_of_work() as session:
        account = (await session.exec(select(User).where(User.role == "admin"))).one()
        with pytest.raises(Invalid):
            await administration.turn_switch(session, account, switch=Switch.NOTICE, on=True, note="x" * 301)
