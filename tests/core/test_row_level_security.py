"""The second wall: what acts for one account reaches no row of another, whatever its queries forget to say."""

import inspect
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import CursorResult, event, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression, BindParameter
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.conversations.filters import ConversationFilters
from shopchat.core import clock, db
from shopchat.core.paging import PageParams
from shopchat.core.record import Record, metadata
from shopchat.exports.contents import owned_by
from shopchat.knowledge import search
from shopchat.knowledge.queries import Chosen
from shopchat.knowledge.search import SearchQuery
from shopchat.webhooks.models import InboundEvent
from tests.tenant_rows import HOUSE, one_of_each

MARKS = ("ours4711", "theirs0815")
WALLED = [table.name for table in metadata.sorted_tables if table.name not in HOUSE]
QUERIES: list[ModuleType] = [
    import_module(f"shopchat.{path.parent.name}.{path.stem}")
    for path in sorted(Path(inspect.getfile(db)).parents[1].glob("*/*queries.py"))
]
EVERY = [
    pytest.param(function, id=f"{module.__name__.split('.')[1]}.{name}")
    for module in QUERIES
    for name, function in inspect.getmembers(module, inspect.iscoroutinefunction)
    if function.__module__ == module.__name__
]
# What an account may do that touches no row of a tenant, and so tells nothing without a wall either.
HARMLESS = {
    "lock_key": "takes a lock that is named by a key's hash",
    "answer": "asks for an answer, and the stranger's one message here is a question",
    "lock_account": "gives the first row, which may be the account's own",
    "take_conversation": "writes under the account's own key",
    "insert_if_none_active": "writes the row that it is given",
    "raise_conversations": "writes under the account's own key",
    "failed_since": "asks for an export that failed, and the stranger's is under way",
    "lost_customers": "counts what the audit log says of the account by its id as a text",
}


class Undone(Exception):
    """Ends a unit of work so that nothing of it stays."""


@dataclass(frozen=True)
class Two:
    """Two tenants who have one of everything, with the same words in it but for their marks."""

    me: User
    mine: dict[str, Record]
    theirs: dict[str, Record]

    @property
    def stranger(self) -> User:
        row = self.theirs["users"]
        assert isinstance(row, User)
        return row

    def tells_of_stranger(self, shown: object) -> bool:
        """Whether a text or an id of the other tenant is in it."""
        told = repr(shown)
        return MARKS[1] in told or any(each in told for each in self._foreign_ids())

    def _foreign_ids(self) -> set[str]:
        return {
            str(value)
            for row in self.theirs.values()
            for name, value in row.model_dump().items()
            if isinstance(value, uuid.UUID) and name.endswith("id")
        }


@pytest_asyncio.fixture(scope="module")
async def two(clean_database_for_all: None) -> Two:
    """The tests undo what they do."""
    tenants = []
    for mark in MARKS:
        async with db.unit_of_work() as session:
            account = User(email=f"{mark}@shop.example", password_hash=mark, plan="enterprise")
            session.add(account)
            await session.flush()
            tenants.append((account, await one_of_each(session, account, mark)))
    return Two(tenants[0][0], tenants[0][1], tenants[1][1])


@asynccontextmanager
async def undone(*, acting: uuid.UUID | None = None) -> AsyncIterator[AsyncSession]:
    try:
        async with db.unit_of_work(acting=acting) as session:
            yield session
            raise Undone
    except Undone:
        pass


async def run(session: AsyncSession, statement: str, parameters: dict[str, Any] | None = None) -> CursorResult[Any]:
    return await (await session.connection()).execute(text(statement), parameters or {})


def owned_rows(table: str, account: User) -> str | None:
    """The condition that a row is the account's, as SQL."""
    owned = owned_by(metadata.tables[table], account)
    if owned is None:
        return None
    return str(
        owned.compile(
            dialect=postgresql.dialect(),  # type: ignore[no-untyped-call]
            compile_kwargs={"literal_binds": True},
        )
    )


async def look(session: AsyncSession, account: User) -> str:
    """All that the account has, seen from outside of any wall, as one hash."""
    await run(session, "SELECT set_config('role', 'none', true), set_config('shopchat.account_id', '', true)")
    parts = [
        f"(SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM (SELECT * FROM {table} WHERE {owned}) AS t)"
        for table in WALLED
        if (owned := owned_rows(table, account)) is not None
    ]
    return str((await run(session, f"SELECT concat_ws(',', {', '.join(parts)})")).scalar())


async def test_every_table_has_a_wall_or_belongs_to_the_house(two: Two) -> None:
    """For a table that is new its migration calls `shopchat_wall`, or `shopchat_share`, and then HOUSE names it."""
    async with db.unit_of_work() as session:
        rows = await run(
            session,
            """SELECT relname, relrowsecurity, has_table_privilege('shopchat_tenant', oid, 'SELECT') AS shared
            FROM pg_class
            WHERE relnamespace = CAST('public' AS regnamespace) AND relkind = 'r'
                AND relname NOT IN ('alembic_version', 'test_effects') -- the latter is the job tests' own""",
        )
        found = {row.relname: (row.relrowsecurity, row.shared) for row in rows}
    assert found == dict.fromkeys(WALLED, (True, True)) | dict.fromkeys(HOUSE, (False, True))


@pytest.mark.parametrize("table", WALLED)
async def test_without_any_filter_a_table_shows_and_changes_what_is_mine_alone(two: Two, table: str) -> None:
    async with undone() as session:
        before = await look(session, two.stranger)
        assert two.tells_of_stranger((await run(session, f"SELECT * FROM {table}")).all())
    async with undone(acting=two.me.id) as session:
        rows = (await run(session, f"SELECT * FROM {table}")).all()
        assert rows
        assert not two.tells_of_stranger(rows)
        column = next(
            each.name for each in metadata.tables[table].columns if each.name.endswith("id") or each.name == "email"
        )
        if metadata.tables[table].c[column].identity is None:
            assert (await run(session, f"UPDATE {table} SET {column} = {column}")).rowcount == len(rows)
        assert (await run(session, f"DELETE FROM {table}")).rowcount == len(rows)
        assert await look(session, two.stranger) == before


@pytest.mark.parametrize("table", WALLED)
async def test_nothing_can_be_put_into_anothers_hands(two: Two, table: str) -> None:
    """A copy of another's row, as a new one: the wall refuses it before any constraint is asked."""
    columns = [
        column.name for column in metadata.tables[table].columns if column.computed is None and column.identity is None
    ]
    names = ", ".join(f'"{name}"' for name in columns)
    async with undone() as session:
        owned = owned_rows(table, two.stranger)
        theirs = f"SELECT CAST(row_to_json(t) AS text) FROM (SELECT * FROM {table} WHERE {owned}) AS t"
        row = (await run(session, theirs)).scalars().first()
    copied = f"SELECT {names} FROM json_populate_record(CAST(NULL AS {table}), CAST(:row AS json))"
    async with undone(acting=two.me.id) as session:
        with pytest.raises(ProgrammingError) as refused:
            await run(session, f"INSERT INTO {table} ({names}) {copied}", {"row": row})
        assert isinstance(refused.value.orig, InsufficientPrivilege)


@contextmanager
def without_the_filter(account: User) -> Iterator[list[int]]:
    """Takes every comparison with the account's id out of every statement; the list tells how many each had."""
    removed: list[int] = []

    def strip(state: ORMExecuteState) -> None:
        count = 0

        def replaced(element: Any, **_: Any) -> Any:
            nonlocal count
            if (
                isinstance(element, BinaryExpression)
                and element.operator is operators.eq
                and isinstance(element.right, BindParameter)
                and element.right.value == account.id
            ):
                count += 1
                return element.left.is_not(None)
            return None

        statement: Any = state.statement
        state.statement = visitors.replacement_traverse(statement, {}, replaced)
        removed.append(count)

    event.listen(Session, "do_orm_execute", strip)
    try:
        yield removed
    finally:
        event.remove(Session, "do_orm_execute", strip)


def foreign(two: Two, function: Callable[..., Any]) -> tuple[dict[str, Any], bool]:
    """Arguments for the query, all of them the stranger's but the account; and whether each was known by its name."""
    now, theirs, mark = clock.now(), two.theirs, MARKS[1]
    ids = {
        "chatbot_id": "chatbots", "conversation_id": "conversations", "entry_id": "knowledge_base",
        "import_id": "knowledge_imports", "export_id": "account_exports", "endpoint_id": "webhook_endpoints",
        "delivery_id": "webhook_deliveries", "key_id": "api_keys", "mail_id": "outbox", "message_id": "messages",
        "user_id": "users", "upload_id": "knowledge_uploads",
    }  # fmt: skip
    known: dict[str, Any] = {
        **{name: theirs[table].id for name, table in ids.items()},  # type: ignore[attr-defined]
        "account": two.me, "paging": PageParams(page_size=100), "filters": ConversationFilters(), "last": None,
        "entry_ids": [theirs["knowledge_base"].id], "conversations": [theirs["conversations"]],  # type: ignore[attr-defined]
        "keys": [theirs["knowledge_base"].external_key], "urls": [f"https://{MARKS[1]}.example"],  # type: ignore[attr-defined]
        "since": now - timedelta(days=9), "until": now + timedelta(days=9),
        "idle_since": now + timedelta(days=9), "before": now + timedelta(days=9),
        "moment": now - timedelta(days=9), "period_start": theirs["usage_months"].period_start,  # type: ignore[attr-defined]
        "email": two.stranger.email, "token_hash": theirs["dashboard_sessions"].token_hash,  # type: ignore[attr-defined]
        "key_hash": theirs["kept_answers"].key_hash, "widget_key": theirs["chatbots"].widget_key,  # type: ignore[attr-defined]
        "visitor_id": theirs["conversations"].visitor_id, "event_type": mark, "purpose": "reset_password",  # type: ignore[attr-defined]
        "client_message_id": theirs["messages"].client_message_id, "limit": 100, "count": 1,  # type: ignore[attr-defined]
        "position": theirs["account_export_parts"].position,  # type: ignore[attr-defined]
        "input_tokens": 1, "output_tokens": 1, "cost_usd": 1, "helpful": True, "content": b"x",
        "cluster_id": theirs["gap_clusters"].id, "cluster_ids": [theirs["gap_clusters"].id], "cluster_status": "open",  # type: ignore[attr-defined]
        "model_id": theirs["gap_vectors"].model, "vector": np.full(384, 0.05, np.float32),  # type: ignore[attr-defined]
        "ids": [theirs["saved_questions"].id],  # type: ignore[attr-defined]
        "mail_ids": [theirs["outbox"].id], "conversation_ids": [theirs["conversations"].id],  # type: ignore[attr-defined]
        "source_type": None, "is_active": None, "q": None, "status": None, "job_id": uuid.uuid4(), "lock": False,
        "by": "cost", "provider": None, "after": uuid.UUID(int=0),
        "chosen": Chosen((theirs["knowledge_base"].id,)), "change_id": theirs["knowledge_base"].change_id,  # type: ignore[attr-defined]
        "switched_on": False, "is_pinned": False, "deleted_at": now,
    }  # fmt: skip
    arguments: dict[str, Any] = {}
    for name, parameter in list(inspect.signature(function, eval_str=True).parameters.items())[1:]:
        if parameter.annotation is InboundEvent:
            arguments[name] = InboundEvent(
                provider="stripe", event_id="evt_1", type="invoice.paid", payload={}, occurred_at=now
            )
        elif name in known:
            arguments[name] = known[name]
        elif name == "sort":
            arguments[name] = "-started_at" if "conversations" in function.__module__ else "-created_at"
        elif isinstance(parameter.annotation, type) and issubclass(parameter.annotation, Record):
            arguments[name] = theirs[str(parameter.annotation.__tablename__)]
        elif parameter.default is inspect.Parameter.empty:
            plain = {str: mark, int: 1, bool: True, datetime: now, uuid.UUID: theirs["chatbots"].id}  # type: ignore[attr-defined]
            assert parameter.annotation in plain, f"say in `known` what a stranger's {name!r} is"
            arguments[name] = plain[parameter.annotation]
    return arguments, set(arguments) <= {*known, "sort"} or "account" not in arguments


@dataclass(frozen=True)
class Outcome:
    """What came of a query: its result, how many filters were taken out, and whether the stranger's rows changed."""

    shown: str
    removed: int = 0
    is_refused: bool = False
    is_felt: bool = False


async def outcome(two: Two, function: Callable[..., Awaitable[Any]], *, strip: bool, wall: bool) -> Outcome:
    arguments, _ = foreign(two, function)
    async with undone() as session:
        before = await look(session, two.stranger)
    async with undone(acting=two.me.id if wall else None) as session:
        with (
            without_the_filter(two.me)
            if strip
            else without_the_filter(User(email="nobody", password_hash="")) as removed
        ):
            try:
                shown = repr(await function(session, **arguments))
            except ProgrammingError as error:
                if not isinstance(error.orig, InsufficientPrivilege):
                    raise
                return Outcome("", is_refused=True)
        felt = await look(session, two.stranger) != before
    return Outcome(shown, removed=sum(removed), is_felt=felt)


@pytest.mark.parametrize("query", EVERY)
async def test_a_query_without_its_filter_finds_nothing_of_anothers(
    two: Two, query: Callable[..., Awaitable[Any]]
) -> None:
    behind = await outcome(two, query, strip=True, wall=True)
    assert not behind.is_felt
    assert not two.tells_of_stranger(behind.shown)
    arguments, is_known = foreign(two, query)
    if behind.is_refused or "account" not in arguments:
        return
    asked_rightly = await outcome(two, query, strip=False, wall=False)
    assert behind.shown == asked_rightly.shown

    # The same without a wall: were nothing to be seen then, this test could not fail.
    if is_known and query.__name__ not in HARMLESS:
        bare = await outcome(two, query, strip=True, wall=False)
        assert bare.removed
        assert bare.is_felt or bare.shown != asked_rightly.shown


async def test_a_search_of_anothers_chatbot_finds_nothing(two: Two) -> None:
    theirs, asked = two.theirs["chatbots"].id, SearchQuery(text=MARKS[1])  # type: ignore[attr-defined]
    async with undone(acting=two.me.id) as session:
        assert await search.search(session, theirs, asked) == []


async def test_the_wall_stands_to_the_end_of_its_unit_of_work_and_no_longer(two: Two) -> None:
    users = "SELECT count(*) FROM users"
    for _ in range(3):  # The pool hands out the same connection again.
        async with db.unit_of_work() as session:
            assert (await run(session, users)).scalar() == 2
            await db.act_for(session, two.me.id)
            assert (await run(session, users)).scalar() == 1
        async with db.unit_of_work(acting=uuid.uuid4()) as session:
            assert (await run(session, users)).scalar() == 0


async def test_it_stands_again_after_a_savepoint_that_failed(two: Two) -> None:
    async with db.unit_of_work(acting=two.me.id) as session:
        with pytest.raises(ProgrammingError):
            async with session.begin_nested():
                await run(session, "SELECT nonsense")
        assert (await run(session, "SELECT count(*) FROM users")).scalar() == 1
