"""Runs migrations over the settings' database, or over a connection that the caller hands in."""

from collections.abc import MutableMapping
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, create_engine, pool

from shopchat.core.config import get_settings
from shopchat.core.db import driver_url
from shopchat.tables import metadata

# Two starts at once must not migrate side by side; any constant that no one else takes will do.
MIGRATION_LOCK = 7_243_011


def _include(
    name: str | None,
    kind: str,
    _parents: MutableMapping[Literal["schema_name", "table_name", "schema_qualified_table_name"], str | None],
) -> bool:
    return not (kind == "table" and name not in metadata.tables)


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        compare_server_default=True,
        include_name=_include,
    )
    with context.begin_transaction():
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        context.run_migrations()


def main() -> None:
    given: Any = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    url = get_settings().database_url
    if url is None:
        raise RuntimeError("DATABASE_URL is not set: run `shopchat migrate`, which prepares the embedded database.")
    engine = create_engine(driver_url(url), poolclass=pool.NullPool)
    with engine.connect() as connection:
        _run(connection)
    engine.dispose()


main()
