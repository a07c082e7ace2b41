"""What belongs to an account: every table that hangs on `users`, found by foreign keys, so that none is forgotten."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, select

from shopchat.accounts.models import AuditEvent, User

# Not in an export, each for its reason.
OMITTED = {
    "account_exports": "it is this",
    "account_export_parts": "it is this",
    "answer_contexts": "made from the chatbot and the entries",
    "daily_figures": "counted from the conversations",
    "gap_vectors": "made from the gaps",
    "kept_answers": "answers to requests, sealed, for a day",
    "knowledge_cells": "made from the entries",
    "knowledge_chunks": "made from the entries",
    "knowledge_import_files": "the owner's own file, until its import is over",
    "knowledge_postings": "made from the entries",
    "knowledge_products": "made from the entries",
    "knowledge_spaces": "which model the vectors are made by",
    "knowledge_uploads": "the owner's own file, until its columns are named",
    "knowledge_vectors": "made from the entries",
    "mailed_links": "credentials",
    "message_traces": "numbers that lead from an answer to knowledge_revisions",
    "refresh_tokens": "credentials; the sign-ins are in refresh_families",
}
UNOWNED = frozenset({"feature_switches", "jobs", "local_payment_objects", "webhook_events"})
"""Tables of the house itself."""

_SECRET_ENDINGS = ("_hash", "secret", "sealed")
_SECRETS = {"outbox": {"text", "html"}}


def is_exported(table: Table) -> bool:
    """Whether the table's rows are in an export."""
    return table.name not in OMITTED and table.name not in UNOWNED


def rows_of(table: Table, account: User) -> Select[Any]:
    """The account's rows of the table, credentials left out, oldest first."""
    hidden = _SECRETS.get(table.name, set())
    columns = [
        column for column in table.columns if column.name not in hidden and not column.name.endswith(_SECRET_ENDINGS)
    ]
    owned = owned_by(table, account)
    if owned is None:
        raise LookupError(f"Nothing says whose the rows of {table.name} are: name it in OMITTED or UNOWNED.")
    # Messages and the like in the order in which they came.
    oldest_first = [table.c.created_at] if "created_at" in table.c else []
    return select(*columns).where(owned).order_by(*oldest_first, *table.primary_key.columns)


def owned_by(table: Table, account: User) -> ColumnElement[bool] | None:
    """The condition that a row is the account's; `None` where no foreign key leads to `users`."""
    if table.name == "users":
        return table.c.id == account.id
    if table.name == AuditEvent.__tablename__:
        return table.c.actor_id == account.id
    for key in sorted(table.foreign_keys, key=lambda key: (key.parent.nullable, key.column.table.name != "users")):
        if key.column.table is table:
            continue
        owned = owned_by(key.column.table, account)
        if owned is not None:
            return key.parent.in_(select(key.column).where(owned))
    return None
