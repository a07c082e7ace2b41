"""What an operator switches off, and on again, while everything runs.

A switch is a row that every process reads; what it read holds for `SECONDS`, so that a turn rarely costs a query more.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.core import clock, db
from shopchat.core.record import Record, moment
from shopchat.core.remembered import Remembered

SECONDS = 2.0


class Switch(StrEnum):
    """What can be switched. All are on unless a row says otherwise, but for `NOTICE`."""

    SIGN_UPS = "sign_ups"
    LANGUAGE_MODEL = "language_model"
    WEB_IMPORTS = "web_imports"
    WEBHOOKS = "webhooks"
    NOTICE = "notice"


class FeatureSwitch(Record, table=True):
    """A switch that was used. `note` is the text of the notice."""

    __tablename__ = "feature_switches"

    name: str = Field(primary_key=True, max_length=40)
    is_on: bool
    note: str = Field(default="", sa_type=Text)
    changed_at: datetime = moment()


_known: Remembered[str, Mapping[str, FeatureSwitch]] = Remembered(seconds=SECONDS, most=1)
_ALL = "all"


async def is_on(session: AsyncSession, switch: Switch) -> bool:
    """Whether it is on; another process's change is known `SECONDS` later."""
    row = (await _rows(session)).get(switch)
    return row.is_on if row is not None else switch is not Switch.NOTICE


async def notice(session: AsyncSession) -> str:
    """What every owner is to be told; empty for nothing."""
    row = (await _rows(session)).get(Switch.NOTICE)
    return row.note if row is not None and row.is_on else ""


async def everything(session: AsyncSession) -> Mapping[str, FeatureSwitch]:
    """The switches that were ever used, by name, as they are now."""
    forget()
    return await _rows(session)


async def turn(session: AsyncSession, switch: Switch, *, on: bool, note: str = "") -> None:
    """Switches it: for this process once the transaction is committed, for others up to `SECONDS` later."""
    values = {"is_on": on, "note": note, "changed_at": clock.now()}
    statement = insert(FeatureSwitch).values(name=switch.value, **values)
    await session.exec(statement.on_conflict_do_update(index_elements=["name"], set_=values))
    db.after_commit(session, _forget_later)


async def _forget_later() -> None:
    forget()


def forget() -> None:
    """The next question reads the rows anew."""
    _known.forget()


async def _rows(session: AsyncSession) -> Mapping[str, FeatureSwitch]:
    found = _known.get(_ALL)
    if found is None:
        rows = (await session.exec(select(FeatureSwitch))).all()
        # Copies: an instance of a session that is over cannot be read.
        found = {row.name: FeatureSwitch(**row.model_dump()) for row in rows}
        _known.put(_ALL, found)
    return found
