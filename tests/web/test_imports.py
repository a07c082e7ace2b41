"""The import page's handlers: the stranger and the neighbour first, then files and addresses."""

from typing import Any

import pytest

from shopchat.core.db import unit_of_work
from shopchat.knowledge.importing import service as importing
from shopchat.knowledge.models import Import
from shopchat.web.owner.imports import ImportsState, left_out
from tests.web.tabs import call, tab
from tests.web.test_handlers import Owner, ada, eve, rows

__all__ = ["ada", "eve"]
ADDRESS = "https://shop.example/sitemap.xml"


class Sent:
    """A file as a browser sends it."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name, self._data = name, data

    async def read(self) -> bytes:
        return self._data


async def page_of(owner: Owner) -> Any:
    shown = tab(ImportsState, owner.token)
    await call(shown, "load")
    return shown


async def an_import(owner: Owner) -> Import:
    async with unit_of_work(acting=owner.account.id) as session:
        return await importing.start_web_import(session, owner.account, chatbot_id=owner.bot.id, url=ADDRESS)


async def test_without_a_session_nothing_is_read_from_the_web(ada: Owner) -> None:
    shown = tab(ImportsState)
    shown.bot = str(ada.bot.id)
    answer = await call(shown, "read_address", {"address": ADDRESS})
    assert "/login" in str(answer.args)
    assert await rows(Import) == []


async def test_a_neighbour_reads_nothing_into_another_bot_and_sees_no_import(ada: Owner, eve: Owner) -> None:
    kept = await an_import(ada)
    shown = await page_of(eve)
    shown.bot = str(ada.bot.id)
    assert "not found" in str(await call(shown, "read_address", {"address": ADDRESS})).lower()
    for handler in ("read_again", "download"):
        assert "not found" in str(await call(shown, handler, str(kept.id))).lower()
    assert [row.id for row in await rows(Import)] == [kept.id]


async def test_an_address_is_queued_and_the_field_is_empty_again(ada: Owner) -> None:
    shown = await page_of(ada)
    await call(shown, "write", ADDRESS)
    await call(shown, "read_address", {"address": f" {ADDRESS} "})
    assert [(row.source, row.status, row.is_web) for row in shown.rows] == [(ADDRESS, "queued", True)]
    assert (shown.address, shown.refusal) == ("", "")


@pytest.mark.parametrize("address", ["", "ftp://shop.example", "http://127.0.0.1/", "\x00", "\ud800"])
async def test_an_address_that_must_not_be_called_is_refused_in_place(ada: Owner, address: str) -> None:
    shown = await page_of(ada)
    await call(shown, "write", address)
    await call(shown, "read_address", {"address": address})
    assert shown.refusal != ""
    assert shown.address == address
    assert await rows(Import) == []


async def test_an_address_is_read_again_for_its_own_bot(ada: Owner) -> None:
    kept = await an_import(ada)
    shown = await page_of(ada)
    await call(shown, "read_again", str(kept.id))
    assert {(row.source, row.chatbot_id) for row in await rows(Import)} == {(ADDRESS, ada.bot.id)}
    assert shown.total == 2


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("prices.tsv", b"title\tprice\nTent\t99", "csv"),
        ("returns.md", b"# Returns\n\nWithin 30 days.", "markdown"),
        ("returns.html", b"<h1>Returns</h1><p>Within 30 days.</p>", "html"),
        ("returns.txt", b"Within 30 days.", "text"),
    ],
)
async def test_every_format_is_taken(ada: Owner, name: str, data: bytes, kind: str) -> None:
    shown = await page_of(ada)
    await call(shown, "receive", [Sent(name, data)])
    assert shown.refusal == ""
    assert [(row.source, row.kind) for row in await rows(Import)] == [(name, kind)]
    assert [row.is_web for row in shown.rows] == [False]


async def test_what_was_left_out_is_saved_as_a_table_that_runs_nothing(ada: Owner) -> None:
    kept = await an_import(ada)
    async with unit_of_work() as session:
        row = await session.get_one(Import, kept.id)
        row.failed, row.errors = 3, [{"row": 2, "detail": "=1+1"}, {"row": 0, "detail": "It is gone."}]
    shown = await page_of(ada)
    assert [(error.row, error.detail) for error in shown.rows[0].errors] == [("2", "=1+1"), ("", "It is gone.")]
    assert shown.rows[0].unlisted == 1
    async with unit_of_work() as session:
        saved = left_out(await session.get_one(Import, kept.id))
    assert saved.splitlines() == ["row,reason", "2,'=1+1", "0,It is gone."]
    assert "_download" in str(await call(shown, "download", str(kept.id)))
