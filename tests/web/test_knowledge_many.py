"""The table of entries: rows are chosen and changed together, and the change is taken back."""

from typing import Any

import pytest

from shopchat.core.db import unit_of_work
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.changes import EntryChanges
from shopchat.knowledge.index_models import EntryStanding
from shopchat.knowledge.models import Entry
from shopchat.web.owner.knowledge import KnowledgeState
from shopchat.web.owner.knowledge_editor import EditorState
from shopchat.web.owner.knowledge_undo import UndoState
from tests.web.tabs import beside, call, tab
from tests.web.test_handlers import Owner, ada, eve, rows

__all__ = ["ada", "eve"]


async def teach(owner: Owner, count: int) -> None:
    async with unit_of_work() as session:
        for number in range(count):
            fields = EntryChanges(title=f"Text {number}", content="Words.")
            await knowledge.add_entry(session, owner.account, chatbot_id=owner.bot.id, fields=fields)


async def page_of(owner: Owner) -> Any:
    shown = tab(KnowledgeState, owner.token)
    await call(shown, "load")
    return shown


async def offer(shown: Any, answer: Any) -> Any:
    """The bar, once it has heard what the handler gave."""
    bar = beside(shown, UndoState)
    await call(bar, "offer", *[arg[1]._var_value for arg in answer.args])
    return bar


async def present(owner: Owner) -> set[str]:
    shown = await page_of(owner)
    return {row.title for row in shown.rows}


async def test_nobody_and_no_neighbour_changes_what_she_names(ada: Owner, eve: Owner) -> None:
    for token in ("", eve.token):
        shown = tab(KnowledgeState, token)
        shown.picked = [str(ada.entry.id)]
        for what in ("on", "off", "pin", "unpin"):
            await call(shown, "change", what)
        shown.picked = [str(ada.entry.id)]
        await call(shown, "delete_chosen")
    entry = next(entry for entry in await rows(Entry) if entry.id == ada.entry.id)
    assert entry.is_active
    assert entry.deleted_at is None
    assert await rows(EntryStanding) == []


async def test_a_neighbour_cannot_take_back_a_change(ada: Owner, eve: Owner) -> None:
    editor = tab(EditorState, ada.token)
    await call(editor, "edit", str(ada.entry.id))
    change = (await offer(editor, await call(editor, "delete"))).change_id
    stranger = tab(UndoState, eve.token)
    stranger.change_id = change
    assert "no longer be undone" in str(await call(stranger, "undo"))
    assert await present(ada) == set()


async def test_an_entry_that_was_deleted_in_the_editor_comes_back(ada: Owner) -> None:
    editor = tab(EditorState, ada.token)
    await call(editor, "edit", str(ada.entry.id))
    bar = await offer(editor, await call(editor, "delete"))
    assert bar.told == "1 entry deleted."
    assert await present(ada) == set()
    await call(bar, "undo")
    assert (bar.told, bar.change_id) == ("1 entry brought back.", "")
    assert await present(ada) == {"Returns"}


async def test_rows_are_switched_off_pinned_and_deleted_together(ada: Owner) -> None:
    await teach(ada, 2)
    shown = await page_of(ada)
    await call(shown, "pick_page", True)
    assert (shown.count, shown.chosen_words) == (3, "3 entries selected")
    bar = await offer(shown, await call(shown, "change", "off"))
    assert bar.told == "3 entries switched off."
    assert [row.is_active for row in shown.rows] == [False] * 3
    assert shown.picked == []
    await call(bar, "undo")
    await call(shown, "load")
    assert [row.is_active for row in shown.rows] == [True] * 3

    await call(shown, "pick", str(ada.entry.id), True)
    bar = await offer(shown, await call(shown, "change", "pin"))
    assert (bar.told, bar.change_id) == ("1 entry pinned.", "")
    assert [row.title for row in shown.rows if row.is_pinned] == ["Returns"]

    await call(shown, "pick_page", True)
    await call(shown, "pick", str(ada.entry.id), False)
    await call(shown, "ask_delete")
    assert shown.is_asking
    bar = await offer(shown, await call(shown, "delete_chosen"))
    assert bar.told == "2 entries deleted."
    assert not shown.is_asking
    assert await present(ada) == {"Returns"}


async def test_all_that_match_are_those_on_other_pages_too(ada: Owner) -> None:
    async with unit_of_work() as session:
        ada.account.plan = "pro"
        session.add(ada.account)
    await teach(ada, 22)
    shown = await page_of(ada)
    await call(shown, "narrow", "query", "Text")
    await call(shown, "pick_page", True)
    assert shown.count == 20
    await call(shown, "pick_all")
    assert shown.count == 22
    await call(shown, "turn", 2)
    assert shown.count == 22
    await call(shown, "delete_chosen")
    await call(shown, "widen")
    assert [row.title for row in shown.rows] == ["Returns"]


async def test_another_filter_forgets_what_was_chosen(ada: Owner) -> None:
    shown = await page_of(ada)
    await call(shown, "pick_page", True)
    await call(shown, "pick_all")
    await call(shown, "narrow", "query", "nothing like it")
    assert (shown.is_all, shown.picked) == (False, [])


@pytest.mark.parametrize("what", ["", "delete", "__class__"])
async def test_only_what_the_bar_offers_is_done(ada: Owner, what: str) -> None:
    shown = await page_of(ada)
    await call(shown, "pick_page", True)
    assert "cannot be done" in str(await call(shown, "change", what))


async def test_a_row_that_is_not_in_the_list_cannot_be_chosen(ada: Owner, eve: Owner) -> None:
    shown = await page_of(eve)
    await call(shown, "pick", str(ada.entry.id), True)
    assert shown.picked == []
    assert "Choose entries first" in str(await call(shown, "change", "off"))
