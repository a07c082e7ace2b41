"""One row of every table for a tenant, made from the models, so that a new table is among them by itself."""

import hashlib
import types
import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Union, get_args, get_origin

from pgvector.sqlalchemy import HALFVEC
from pydantic_core import PydanticUndefined
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.core import clock
from shopchat.core.record import Record
from shopchat.tables import metadata

# Where a constraint of the table wants a certain word.
WORDS = {
    "messages.role": "user",
    "outbox.status": "failed",
    "mailed_links.purpose": "reset_password",
    "knowledge_imports.status": "running",
    "knowledge_base.source_type": "product_catalog",
    "usage_months.conversations": 0,
    "usage_entries.entries": 5,
    "knowledge_base.import_id": None,
    "knowledge_spaces.state": "live",
    "knowledge_standings.is_pinned": True,
    "plan_claims.source": "admin",
    "plan_claims.plan": "pro",
    "platform_users.plan": "pro",
}
HOUSE = frozenset({"feature_switches", "jobs", "local_payment_objects", "webhook_events"})
"""Tables whose rows belong to no tenant."""


async def one_of_each(session: AsyncSession, account: User, mark: str) -> dict[str, Record]:
    """The rows by table. Their texts hold `mark`, and nothing else does."""
    classes = {each.__tablename__: each for each in Record.__subclasses__()}
    made: dict[str, Record] = {"users": account}
    moment = clock.now()
    for table in metadata.sorted_tables:
        if table.name in HOUSE or table.name in made:
            continue
        values = {name: _value(table, name, field, made, mark, moment) for name, field in _fields(classes[table.name])}
        row = classes[table.name](**{name: value for name, value in values.items() if value is not None})
        session.add(row)
        await session.flush()
        made[table.name] = row
    return made


def _fields(model: type[Record]) -> list[tuple[str, Any]]:
    return list(model.model_fields.items())


def _value(table: Any, name: str, field: Any, made: dict[str, Record], mark: str, moment: datetime) -> Any:
    column = table.c.get("metadata" if name == "meta" else name)
    if f"{table.name}.{name}" in WORDS:
        return WORDS[f"{table.name}.{name}"]
    for key in column.foreign_keys:
        if key.column.table.name in made and key.column.table is not table:
            return getattr(made[key.column.table.name], key.column.name)
    if name == "change_id":
        return uuid.uuid4()
    if name == "actor_id":
        return made["users"].id  # type: ignore[attr-defined]
    if column.computed is not None or column.identity is not None:
        return None
    if isinstance(column.type, HALFVEC):
        return [0.1] * int(column.type.dim or 0)
    if name.endswith("_hash"):
        return hashlib.sha256(f"{mark}{table.name}".encode()).hexdigest()
    kind = _kind(field.annotation)
    if kind is str and (field.default is PydanticUndefined or field.default is None) and not _is_checked(table, name):
        length = getattr(column.type, "length", None)
        return f"{mark}-{table.name}-{name}"[-length if length else None :] if length is None or length >= 20 else "EUR"
    if kind is list:
        inner = get_args(field.annotation)[0]
        return {str: [mark], int: [1], list: [[mark]]}.get(get_origin(inner) or inner, [{"mark": mark}])
    if kind is int and column.primary_key:
        return uuid.uuid4().int % 2**31
    if field.default_factory is not None or (kind is not dict and field.default is not PydanticUndefined):
        return None
    return {
        str: mark, int: 1, float: 1.0, bool: True, bytes: mark.encode(), datetime: moment, date: moment.date(),
        uuid.UUID: uuid.uuid4(),
        Decimal: Decimal(1), dict: {"mark": mark, "url": f"https://{mark}.example"},
    }[kind]  # fmt: skip


def _kind(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, types.UnionType):
        annotation = next(each for each in get_args(annotation) if each is not type(None))
    return get_origin(annotation) or annotation


def _is_checked(table: Any, name: str) -> bool:
    return any(name in str(getattr(constraint, "sqltext", "")) for constraint in table.constraints)
