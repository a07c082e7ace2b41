"""A table with strange columns: the stranger and the neighbour first, then its owner says what they mean."""

from datetime import timedelta
from typing import Any

from sqlmodel import select

from shopchat.core import clock
from shopchat.core.db import unit_of_work
from shopchat.core.jobs import runner
from shopchat.knowledge import tasks  # noqa: F401 - declares the jobs
from shopchat.knowledge.importing import uploads
from shopchat.knowledge.models import Entry, Import, ImportFile, Upload
from shopchat.web.owner.imports import ImportsState
from shopchat.web.owner.imports_columns import ColumnsState
from tests.web.tabs import beside, call, tab
from tests.web.test_handlers import Owner, ada, eve, rows
from tests.web.test_imports import Sent, page_of

__all__ = ["ada", "eve"]
TABLE = b"Artikel;Was;Kostet;Price\nL1;Red lamp;9,50;1\nL2;Blue lamp;19,00;2\n"


async def asked(owner: Owner, *files: Sent) -> Any:
    """The columns as the page shows them after a file was dropped."""
    shown = await page_of(owner)
    event = await call(shown, "receive", list(files) or [Sent("lamps.csv", TABLE)])
    columns = beside(shown, ColumnsState)
    await call(columns, "look", event.args[0][1]._var_value)
    return columns


async def test_nobody_and_no_neighbour_reads_imports_or_removes_the_file(ada: Owner, eve: Owner) -> None:
    kept = (await asked(ada)).upload_id
    for token in ("", eve.token):
        shown = tab(ColumnsState, token)
        await call(shown, "look", kept)
        assert (shown.upload_id, shown.filename, shown.columns) == ("", "", [])
        for name in ("start", "forget"):
            shown.upload_id = kept
            await call(shown, name)
    assert [str(row.id) for row in await rows(Upload)] == [kept]
    assert await rows(Import) == []


async def test_a_neighbours_chatbot_keeps_no_file(ada: Owner, eve: Owner) -> None:
    shown = await page_of(eve)
    shown.bot = str(ada.bot.id)
    assert "not found" in str(await call(shown, "receive", [Sent("lamps.csv", TABLE)])).lower()
    assert await rows(Upload) == []


async def test_each_column_is_shown_with_its_first_cells_and_what_it_is_taken_for(ada: Owner) -> None:
    shown = await asked(ada)
    assert shown.filename == "lamps.csv"
    assert [(row.name, row.samples, row.field) for row in shown.columns] == [
        ("Artikel", "L1 · L2", ""),
        ("Was", "Red lamp · Blue lamp", ""),
        ("Kostet", "9,50 · 19,00", ""),
        ("Price", "1 · 2", "price"),
    ]


async def test_what_she_says_is_what_is_imported(ada: Owner) -> None:
    shown = await asked(ada)
    for position, field in ((0, "sku"), (1, "title"), (2, "price"), (3, "")):
        await call(shown, "say", position, field)
    await call(shown, "start")
    assert (shown.upload_id, shown.refusal) == ("", "")
    assert await rows(Upload) == []
    (queued,) = await rows(Import)
    assert queued.job_id is not None
    await runner.run(queued.job_id)
    async with unit_of_work() as session:
        made = (await session.exec(select(Entry).where(Entry.import_id == queued.id).order_by(Entry.title))).all()
    assert [(entry.title, (entry.meta or {})["price"], entry.external_key) for entry in made] == [
        ("Blue lamp", "19.00", "L2"),
        ("Red lamp", "9.50", "L1"),
    ]


async def test_a_guess_that_she_drops_is_dropped(ada: Owner) -> None:
    shown = await asked(ada)
    await call(shown, "say", 1, "title")
    await call(shown, "say", 3, "")
    await call(shown, "start")
    (queued,) = await rows(Import)
    assert queued.job_id is not None
    await runner.run(queued.job_id)
    assert {str((entry.meta or {}).get("price")) for entry in await rows(Entry)} == {"None"}


async def test_without_a_title_or_with_two_it_says_what_is_wrong(ada: Owner) -> None:
    shown = await asked(ada)
    assert await call(shown, "start") is None
    assert shown.refusal == "Say which column is the title, or the question."
    for position in (0, 1):
        await call(shown, "say", position, "title")
    await call(shown, "start")
    assert shown.refusal == "“Artikel” and “Was” cannot both be the title."
    await call(shown, "say", 0, "__class__")
    assert shown.columns[0].field == "title"
    assert await rows(Import) == []
    assert len(await rows(Upload)) == 1


async def test_a_file_is_kept_in_the_place_of_the_one_before_and_goes_by_itself(ada: Owner) -> None:
    first = (await asked(ada)).upload_id
    second = await asked(ada, Sent("other.csv", TABLE))
    assert [str(row.id) for row in await rows(Upload)] == [second.upload_id] != [first]
    with clock.moved(uploads.KEPT + timedelta(minutes=1)):
        async with unit_of_work() as session:
            await uploads.remove_old(session)
    await call(second, "say", 1, "title")
    await call(second, "start")
    assert second.refusal == "File not found."
    await call(second, "forget")
    assert second.upload_id == ""


async def test_a_file_that_is_let_go_is_removed(ada: Owner) -> None:
    shown = await asked(ada)
    await call(shown, "forget")
    assert await rows(Upload) == []


async def test_of_several_files_each_goes_its_own_way(ada: Owner) -> None:
    shown = await page_of(ada)
    files = [
        Sent("good.csv", b"title,price\nTent,99\n"),
        Sent("strange.csv", TABLE),
        Sent("book.xlsx", b"PK\x03\x04 and so on"),
        Sent("stranger.csv", TABLE),
    ]
    await call(shown, "receive", files)
    assert [row.source for row in await rows(Import)] == ["good.csv"]
    assert [row.filename for row in await rows(Upload)] == ["strange.csv"]
    assert "book.xlsx: This is an Excel or zip file." in shown.refusal
    assert "stranger.csv: No column is recognised" in shown.refusal
    assert len(await rows(ImportFile)) == 1


async def test_a_table_of_too_many_columns_is_refused_in_place(ada: Owner) -> None:
    shown = await page_of(ada)
    await call(shown, "receive", [Sent("wide.csv", b",".join(b"c%d" % number for number in range(99)) + b"\n1\n")])
    assert "99 columns" in shown.refusal
    assert isinstance(shown, ImportsState)
    assert await rows(Upload) == []
