"""Models and migrations say the same, migrations go down and up again, and every constraint has its name."""

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Table, create_engine, inspect, pool, text

from shopchat.core.config import get_settings
from shopchat.core.db import driver_url
from shopchat.core.migrations import ROOT
from shopchat.tables import metadata

NAME = "shopchat_schema_test"
TOLD = (
    """SELECT table_name, column_name, data_type, is_nullable, column_default, generation_expression
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'""",
    """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid <> 'alembic_version'::regclass""",
    """SELECT tablename, indexname, indexdef FROM pg_indexes
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'""",
)


@pytest.fixture
def empty(servers: None) -> Iterator[Connection]:
    """A connection to a database of its own with nothing in it."""
    url = get_settings().database_url
    assert url
    admin = create_engine(driver_url(url), poolclass=pool.NullPool, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {NAME}"))
    own = create_engine(admin.url.set(database=NAME), poolclass=pool.NullPool)
    with own.connect() as connection:
        yield connection
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {NAME} WITH (FORCE)"))


def migrate(connection: Connection, to: str) -> None:
    config = Config(ROOT / "alembic.ini")
    config.attributes["connection"] = connection
    if to == "head":
        command.upgrade(config, to)
    else:
        command.downgrade(config, to)


def schema(connection: Connection) -> list[tuple[str, ...]]:
    """Every column, constraint and index, as PostgreSQL tells them."""
    return sorted(tuple(map(str, row)) for statement in TOLD for row in connection.execute(text(statement)))


def test_down_and_up_again_is_where_it_was_and_what_the_models_say(empty: Connection) -> None:
    migrate(empty, "head")
    first = schema(empty)
    migrate(empty, "base")
    assert set(inspect(empty).get_table_names()) <= {"alembic_version"}
    migrate(empty, "head")
    assert schema(empty) == first
    context = MigrationContext.configure(empty, opts={"compare_type": True, "compare_server_default": True})
    assert compare_metadata(context, metadata) == []


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=str)
def test_a_table_names_its_constraints_and_keeps_aware_times(table: Table) -> None:
    for constraint in table.constraints:
        assert constraint.name, f"{table.name}: {constraint}"
    for index in table.indexes:
        assert index.name, f"{table.name}: {index}"
    for column in table.columns:
        assert getattr(column.type, "timezone", True), f"{table.name}.{column.name} forgets the time zone"


def test_every_reference_says_what_becomes_of_it(empty: Connection) -> None:
    migrate(empty, "head")
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            assert key.ondelete in {"CASCADE", "SET NULL"}, f"{table.name}.{key.parent.name}"
