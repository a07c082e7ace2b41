"""Two tenants do anything in any order, with any id that either has seen: nobody meets the other's ids or words."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from shopchat.core import db
from shopchat.http.openapi_links import SOURCES
from tests.api.asking import ABSENT, url
from tests.api.test_tenants import CSV, PUBLIC, named_ids
from tests.core.test_row_level_security import WALLED, owned_rows, run
from tests.doors import PASSWORD, Json, Owner
from tests.operations import Operation, operations

# These end the tenant itself; what is left then is the matter of `test_dead_accounts.py`.
ENDING = {"delete_me", "change_me", "logout"}
# For whoever asks, with nothing of a tenant in it.
NOBODYS = {"register", "login", "refresh", "ask_for_reset", "confirm_reset", "verify_email", "plans", "health"}
EVERY = [each for each in operations() if each.name not in ENDING | NOBODYS]
MADE = {name: (kind, pointer.strip("/").split("/")) for name, kind, pointer in SOURCES}
WORDS = ("heather", "juniper")


class Tenant:
    """What one of them is called, holds and has been told."""

    def __init__(self, owner: Owner, word: str, key: dict[str, str]) -> None:
        self.owner, self.word, self.key = owner, word, key
        self.ids: dict[str, list[str]] = {"visitor_id": [f"{word}-visitor"]}

    def learn(self, kind: str, value: Any) -> None:
        if isinstance(value, str) and value not in self.ids.setdefault(kind, []):
            self.ids[kind].append(value)

    def told(self) -> set[str]:
        return {self.word} | {each for known in self.ids.values() for each in known}


class TwoTenants(RuleBasedStateMachine):
    """Each step is one request; `do` waits for a coroutine on the loop that the application lives on."""

    def __init__(
        self, do: Callable[[Any], Any], new: Callable[[], Awaitable[tuple[Tenant, Tenant]]], nobody: httpx.AsyncClient
    ) -> None:
        super().__init__()
        self.do, self.nobody = do, nobody
        self.tenants: tuple[Tenant, Tenant] = do(new())
        self.trouble: list[str] = []

    @rule(
        operation=st.sampled_from(EVERY),
        who=st.integers(0, 1),
        with_key=st.booleans(),
        choices=st.lists(st.integers(0, 30), min_size=6, max_size=6),
        of_other=st.lists(st.booleans(), min_size=6, max_size=6),
    )
    def ask(self, operation: Operation, who: int, with_key: bool, choices: list[int], of_other: list[bool]) -> None:
        names = sorted(
            named_ids(operation)
            | ({"widget_key", "visitor_token"} & set(operation.body))
            | ({"widget_key"} & set(operation.query))
        )
        chosen: dict[str, str] = {}
        for place, name in enumerate(names):
            source = self.tenants[1 - who if of_other[place % 6] else who]
            known = source.ids.get(name, [])
            chosen[name] = known[choices[place % 6] % len(known)] if known else str(ABSENT)
        me, other = self.tenants[who], self.tenants[1 - who]
        if operation.path.startswith(PUBLIC):
            # A shopper's answer is that tenant's whose widget key it came by.
            me, other = (other, me) if chosen.get("widget_key") in other.ids.get("widget_key", []) else (me, other)
        answer = self.do(self._sent(operation, me, chosen, with_key=with_key))
        self._look(operation, me, other, answer)

    async def _sent(
        self, operation: Operation, me: Tenant, chosen: dict[str, str], *, with_key: bool
    ) -> httpx.Response:
        path, query = url(operation, **chosen), {name: chosen[name] for name in operation.query if name in chosen}
        content: Json = {}
        if operation.is_form:
            content = {
                "data": {"chatbot_id": chosen.get("chatbot_id", str(ABSENT))},
                "files": {"file": (f"{me.word}.csv", CSV)},
            }
        elif operation.body:
            content = {"json": self._body(operation, me, chosen)}
        http = self.nobody if with_key or operation.path.startswith(PUBLIC) else me.owner.http
        headers = me.key if with_key else {}
        return await http.request(operation.method, path, params=query, headers=headers, **content)

    def _body(self, operation: Operation, me: Tenant, chosen: dict[str, str]) -> Json:
        texts = {
            name: f"{me.word} {uuid.uuid4().hex[:6]}"
            for name in ("name", "title", "content", "message", "query", "description")
        }
        more: Json = {
            "url": f"https://{me.word}.example/page", "email": f"{me.word}@shop.example", "password": PASSWORD,
            "entries": [{"title": texts["title"], "content": texts["content"]}], "visitor_id": f"{me.word}-visitor",
        }  # fmt: skip
        # A visitor's id is what the shopper's side calls itself: with the other's in it the rows would hold that word.
        body = operation.fields(**{**texts, **chosen, **more})
        if operation.method == "PATCH":
            body |= {name: texts[name] for name in operation.body if name in texts}
        return body

    def _look(self, operation: Operation, me: Tenant, other: Tenant, answer: httpx.Response) -> None:
        text = answer.text
        met = [each for each in other.told() - me.told() if each in text]
        if met:
            self.trouble.append(f"{operation} told {me.word} of {met}: {text[:300]}")
        if answer.status_code >= 300 or not text or answer.headers["content-type"] != "application/json":
            return
        body = answer.json()
        if operation.name in MADE:
            kind, pointer = MADE[operation.name]
            value = body
            for part in pointer:
                value = (
                    value[int(part)]
                    if isinstance(value, list) and value
                    else value.get(part)
                    if isinstance(value, dict)
                    else None
                )
            if kind:
                me.learn(kind, value)
        for kind in ("widget_key", "visitor_token"):
            me.learn(kind, body.get(kind) if isinstance(body, dict) else None)

    @invariant()
    def nobody_met_the_other(self) -> None:
        assert self.trouble == []

    def teardown(self) -> None:
        self.do(self._compare())

    async def _compare(self) -> None:
        """Nor has anybody's word come into the other's rows."""
        for me, other in (self.tenants, self.tenants[::-1]):
            async with db.unit_of_work() as session:
                for table in WALLED:
                    rows = f"(SELECT * FROM {table} WHERE {owned_rows(table, me.owner.account)}) AS t"
                    statement = f"SELECT CAST(t AS text) FROM {rows} WHERE CAST(t AS text) LIKE '%{other.word}%'"
                    assert (await run(session, statement)).all() == [], table


@pytest.fixture
def play(new_owner: Callable[..., Awaitable[Owner]], client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Plays so many games of so many steps."""
    monkeypatch.setattr("shopchat.core.limits.SCRIPT", "return {1, 1, 1, 0}")

    async def pair() -> tuple[Tenant, Tenant]:
        made = []
        for word in WORDS:
            owner = await new_owner(email=f"{word}-{uuid.uuid4().hex[:8]}@shop.example")
            tenant = Tenant(owner, word, await owner.key())
            bot = await owner.bot(name=f"{word} bot")
            tenant.learn("chatbot_id", bot["id"])
            tenant.learn("widget_key", bot["widget_key"])
            tenant.learn("entry_id", (await owner.entry(bot, title=f"{word} entry"))["id"])
            made.append(tenant)
        return made[0], made[1]

    async def games(count: int, steps: int) -> None:
        loop = asyncio.get_running_loop()

        def do(work: Any) -> Any:
            return asyncio.run_coroutine_threadsafe(work, loop).result()

        machine: Any = partial(TwoTenants, do, pair, client)
        chosen = settings(
            max_examples=count,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            # Shrinking a game takes many minutes here, and `trouble` says already who was told what by which operation.
            phases=[Phase.generate],
        )
        await asyncio.to_thread(run_state_machine_as_test, machine, settings=chosen)

    return games


async def test_nobody_meets_the_other(play: Any) -> None:
    await play(6, 30)


@pytest.mark.long
async def test_nobody_meets_the_other_in_long_games(play: Any) -> None:
    await play(100, 80)
