"""The admin pages, as a browser can call them: everything for an admin, nothing for anybody else."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlmodel import func, select

from shopchat.accounts import api_keys, service
from shopchat.accounts.models import NO_PASSWORD, AuditEvent, OutboxMail, User
from shopchat.chatbots.models import Chatbot
from shopchat.chatbots.theme import ThemeConfig
from shopchat.core import clock
from shopchat.core.db import unit_of_work
from shopchat.core.errors import Unauthenticated
from shopchat.core.jobs import Job
from shopchat.web.account import AccountState
from shopchat.web.admin.audit import AuditState
from shopchat.web.admin.mails import MailsState
from shopchat.web.admin.switches import SwitchesState
from shopchat.web.admin.system import SystemState
from shopchat.web.admin.usage import UsageState
from shopchat.web.admin.users import UsersState
from shopchat.web.admin.webhooks import WebhookEventsState
from shopchat.web.owner.billing import BillingState
from shopchat.web.owner.chatbots import ChatbotsState
from shopchat.web.owner.webhook_endpoints import EndpointsState
from shopchat.web.session import ONLY_LOOKING, SessionState
from shopchat.webhooks import service as webhooks
from shopchat.webhooks.changes import EndpointChanges
from shopchat.webhooks.models import InboundEvent
from tests.web.tabs import beside, call, tab

STATES = (SystemState, UsersState, WebhookEventsState, MailsState, AuditState, UsageState, SwitchesState)


@dataclass(frozen=True)
class House:
    """An admin, an owner, and one of everything that admins look after; ids as the pages send them."""

    admin: User
    token: str
    owner: User
    owner_token: str
    event: str
    job: str

    async def account(self) -> User:
        async with unit_of_work() as session:
            return await session.get_one(User, self.owner.id)

    async def statuses(self) -> tuple[str, str]:
        async with unit_of_work() as session:
            event = await session.get_one(InboundEvent, uuid.UUID(self.event))
            return event.status, (await session.get_one(Job, uuid.UUID(self.job))).status

    async def actions(self) -> list[str]:
        async with unit_of_work() as session:
            statement = select(AuditEvent.action).where(AuditEvent.actor_id == self.admin.id)
            return list((await session.exec(statement)).all())


@pytest_asyncio.fixture
async def house(clean_database: None) -> House:
    async with unit_of_work() as session:
        admin = User(email="admin@example.com", password_hash=NO_PASSWORD, role="admin")
        owner = User(email="owner@example.com", password_hash=NO_PASSWORD)
        session.add_all([admin, owner])
        await session.flush()
        event = InboundEvent(
            provider="platform", event_id="evt-1", type="user.created", payload={"data": {}}, status="failed",
            occurred_at=clock.now(), error="The platform was away.",
        )  # fmt: skip
        job = Job(name="test.given_up", status="failed", attempts=5, max_attempts=5, error="No luck.", dedupe_key="one")
        mail = OutboxMail(user_id=owner.id, recipient=owner.email, subject="Welcome", text="Hello", status="kept")
        session.add_all(
            [event, job, mail, AuditEvent(actor_id=owner.id, action="password.reset", subject=str(owner.id))]
        )
        await session.flush()
        tokens = [await service.open_session(session, each) for each in (admin, owner)]
        return House(admin, tokens[0], owner, tokens[1], str(event.id), str(job.id))


def arguments(house: House, handler: str) -> tuple[Any, ...]:
    return {
        "turn": (1,), "narrow": ("status", "failed"), "replay": (house.event,), "look_for": ("owner",),
        "set_plan": (str(house.owner.id), "pro"), "ask": (str(house.owner.id),), "restore": (str(house.owner.id),),
        "run_again": (house.job,), "view": (str(house.owner.id),), "choose": ("2026-11",), "sort": ("cost",),
        "tell": ({"note": "Hello"},),
    }.get(handler, ())  # fmt: skip


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", ["nobody", "owner"])
async def test_nobody_else_sees_or_changes_anything(house: House, state: type[SessionState], who: str) -> None:
    shown: Any = tab(state, house.owner_token if who == "owner" else "")
    if state is UsersState:
        shown.asked_id = str(house.owner.id)
    called = sorted(name for name in state.event_handlers if name in vars(state) and name != "setvar")
    assert {"load", "turn"} <= set(called)
    for name in called:
        answer = await call(shown, name, *arguments(house, name))
        where = "/404" if who == "owner" else "/login"
        assert where in str(answer), (name, answer)
    assert shown.rows == []
    account = await house.account()
    assert (account.plan, account.is_active) == ("free", True)
    assert await house.statuses() == ("failed", "failed")


async def test_an_event_is_worked_again(house: House) -> None:
    shown = tab(WebhookEventsState, house.token)
    await call(shown, "narrow", "status", "failed")
    assert [(row.type, row.why) for row in shown.rows] == [("user.created", "The platform was away.")]
    await call(shown, "replay", house.event)
    assert (await house.statuses())[0] == "received"
    assert shown.rows == []
    async with unit_of_work() as session:
        waiting = (await session.exec(select(Job.args).where(Job.name == "platform.work_event"))).all()
    assert waiting == [{"event_id": house.event}]
    assert await house.actions() == ["webhook.replayed"]
    for wrong in ("", "evt-2", "\x00"):
        assert "not found" in str(await call(shown, "replay", wrong))


async def test_a_job_that_was_given_up_runs_again(house: House) -> None:
    shown = tab(SystemState, house.token)
    await call(shown, "load")
    assert [(row.name, row.error, row.attempts) for row in shown.rows] == [
        ("test.given_up", "No luck.", "5 of 5 attempts")
    ]
    assert [part.name for part in shown.parts if part.tone == "bad"] == []
    await call(shown, "run_again", house.job)
    assert (await house.statuses())[1] == "queued"
    assert shown.rows == []
    assert await house.actions() == ["job.retried"]
    assert "not found" in str(await call(shown, "run_again", house.job))  # it waits already


async def test_a_suspended_account_is_out_at_once_and_may_come_back(house: House) -> None:
    async with unit_of_work() as session:
        _, key = await api_keys.create(session, house.owner, name="shop", scopes=["read"])
    shown = tab(UsersState, house.token)
    await call(shown, "look_for", "OWNER@\x00")
    assert [row.email for row in shown.rows] == ["owner@example.com"]
    await call(shown, "ask", str(house.owner.id))
    assert shown.asked_email == "owner@example.com"
    await call(shown, "suspend")
    assert [(row.is_active, shown.asked_id) for row in shown.rows] == [(False, "")]
    for _ in ("suspended", "restored"):
        async with unit_of_work() as session:
            with pytest.raises(Unauthenticated):
                await service.account_for_session(session, token=house.owner_token)
        if not (await house.account()).is_active:
            async with unit_of_work() as session:
                with pytest.raises(Unauthenticated):
                    await api_keys.account_for_key(session, secret=key)
        await call(shown, "restore", str(house.owner.id))
    async with unit_of_work() as session:
        assert (await api_keys.account_for_key(session, secret=key))[0].id == house.owner.id
    assert await house.actions() == ["account.suspended", "account.restored"]


async def test_admins_do_not_lock_themselves_out(house: House) -> None:
    shown = tab(UsersState, house.token)
    await call(shown, "ask", str(house.admin.id))
    assert "You cannot suspend" in str(await call(shown, "suspend"))
    await call(shown, "load")
    assert all(row.is_active for row in shown.rows)


async def test_a_plan_is_changed_and_written_down(house: House) -> None:
    shown = tab(UsersState, house.token)
    await call(shown, "set_plan", str(house.owner.id), "pro")
    assert (await house.account()).plan == "pro"
    assert "There is no plan" in str(await call(shown, "set_plan", str(house.owner.id), "gold"))
    assert await house.actions() == ["plan.asked"]
    log = tab(AuditState, house.token)
    await call(log, "look_for", "owner@example.com")
    assert sorted(row.action for row in log.rows) == ["password.reset", "plan.asked", "plan.set"]
    assert {row.subject for row in log.rows} == {"owner@example.com"}
    await call(log, "look_for", "plan.as")
    assert [(row.action, row.actor) for row in log.rows] == [("plan.asked", "admin@example.com")]


async def test_mails_can_be_read_where_none_are_sent(house: House) -> None:
    shown = tab(MailsState, house.token)
    await call(shown, "load")
    assert [(row.recipient, row.subject, row.text) for row in shown.rows] == [("owner@example.com", "Welcome", "Hello")]
    assert not shown.goes_out


async def test_a_session_that_lost_its_role_sees_no_more(house: House) -> None:
    shown = tab(UsersState, house.token)
    await call(shown, "load")
    async with unit_of_work() as session:
        (await session.get_one(User, house.admin.id)).role = "owner"
    assert "/404" in str(await call(shown, "set_plan", str(house.owner.id), "pro"))
    assert (await house.account()).plan == "free"


async def test_a_queue_that_nobody_works_is_told(house: House) -> None:
    async with unit_of_work() as session:
        session.add(Job(name="test.late", max_attempts=1, run_at=clock.now() - timedelta(minutes=5)))
    shown = tab(SystemState, house.token)
    await call(shown, "load")
    assert [(part.name, part.word) for part in shown.parts if part.tone == "bad"] == [("Queue", "Not answering")]


async def test_an_admin_looks_at_an_account_and_changes_nothing_of_it(house: House) -> None:
    async with unit_of_work() as session:
        session.add(
            Chatbot(
                user_id=house.owner.id, name="Alba", widget_key="wk_viewed", theme_config=ThemeConfig().model_dump()
            )
        )
    users: Any = tab(UsersState, house.token)
    await call(users, "view", str(house.owner.id))
    assert await house.actions() == ["account.viewed"]

    bots: Any = beside(users, ChatbotsState)
    await call(bots, "load")
    assert [row.name for row in bots.rows] == ["Alba"]
    assert (bots.email, bots.viewed, bots.is_admin) == (house.owner.email, house.owner.email, False)
    made = await call(bots, "create", {"name": "Another"})
    asked = await call(beside(users, BillingState), "choose", "pro")
    assert [ONLY_LOOKING in str(each) for each in (made, asked)] == [True, True]
    async with unit_of_work() as session:
        assert (await session.exec(select(func.count()).select_from(Chatbot))).one() == 1

    await call(beside(users, AccountState), "stop_viewing")
    await call(bots, "load")
    assert (bots.rows, bots.email, bots.viewed) == ([], house.admin.email, "")


async def test_an_admin_who_looks_reads_no_secret_and_can_sign_out(house: House) -> None:
    async with unit_of_work() as session:
        fields = EndpointChanges(url="https://shop.example/hook", event_types=["gap.found"])
        endpoint = await webhooks.create_endpoint(session, house.owner, fields=fields)
    users: Any = tab(UsersState, house.token)
    await call(users, "view", str(house.owner.id))
    endpoints: Any = beside(users, EndpointsState)
    await call(endpoints, "load")
    assert [row.url for row in endpoints.rows] == [endpoint.url]
    assert "Only the owner" in str(await call(endpoints, "show_secret", str(endpoint.id)))
    assert endpoint.secret not in str(users._get_root_state().dict())

    await call(beside(users, AccountState), "sign_out")
    assert (users.session_token, users.viewed) == ("", "")
    with pytest.raises(Unauthenticated):
        async with unit_of_work() as session:
            await service.account_for_session(session, token=house.token)


async def test_whoever_signs_in_after_an_admin_does_not_go_on_looking(house: House) -> None:
    async with unit_of_work() as session:
        other = User(email="other@example.com", password_hash=NO_PASSWORD)
        session.add(other)
    users: Any = tab(UsersState, house.token)
    await call(users, "view", str(other.id))
    users.session_token = house.owner_token
    bots: Any = beside(users, ChatbotsState)
    await call(bots, "load")
    assert (bots.loaded, bots.session_token, bots.viewed) == (False, "", "")


async def test_an_admin_cannot_look_at_herself_or_at_nobody(house: House) -> None:
    users: Any = tab(UsersState, house.token)
    for nobody in (str(house.admin.id), str(uuid.uuid4()), "x"):
        await call(users, "view", nobody)
        assert users.viewed == ""
    assert await house.actions() == []
