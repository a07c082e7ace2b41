"""The box in which an owner asks about an entry: the stranger and the neighbour first, then what it says."""

from typing import Any

import pytest

from shopchat.core.db import unit_of_work
from shopchat.integrations.embeddings import HashedEmbedder
from shopchat.knowledge import indexing
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.changes import EntryChanges
from shopchat.knowledge.models import Entry
from shopchat.web.owner.knowledge_editor import EditorState
from shopchat.web.owner.knowledge_trial import TrialState
from tests.web.tabs import beside, call, tab
from tests.web.test_handlers import Owner, ada, eve, rows

__all__ = ["ada", "eve"]
FORM = {"title": "Returns", "content": "You can return anything within 45 days.", "is_active": "on"}


async def asked(owner: Owner, question: str = "Can I return a jacket?") -> Any:
    shown = tab(TrialState, owner.token)
    await call(shown, "begin", str(owner.entry.id))
    await call(shown, "ask", {"question": question})
    return shown


async def test_nobody_and_no_neighbour_asks_about_an_entry(ada: Owner, eve: Owner) -> None:
    for token in ("", eve.token):
        shown = tab(TrialState, token)
        await call(shown, "begin", str(ada.entry.id))
        assert (shown.entry_id, shown.question) == ("", "")
        shown.entry_id, shown.question = str(ada.entry.id), "Returns"
        for name, sent in (("ask", [{"question": "Returns"}]), ("ask_again", [])):
            await call(shown, name, *sent)
            assert (shown.verdict, shown.answer, shown.used) == ("", "", [])


async def test_the_title_is_the_first_question_and_the_entry_answers_it(ada: Owner) -> None:
    shown = tab(TrialState, ada.token)
    await call(shown, "begin", str(ada.entry.id))
    assert (shown.question, shown.verdict) == ("Returns", "")
    await call(shown, "ask", {"question": shown.question})
    assert shown.uses_entry
    assert shown.verdict == "It used this entry."
    assert "45 days" in shown.answer


async def test_what_was_just_saved_is_what_answers(ada: Owner) -> None:
    shown = await asked(ada)
    editor = beside(shown, EditorState)
    await call(editor, "edit", str(ada.entry.id))
    said = await call(editor, "save", FORM | {"content": "You can return anything within 60 days."})
    assert editor.is_open
    assert "ask_again" in str(said[-1])
    await call(shown, "ask_again")
    assert "60 days" in shown.answer
    assert shown.question == "Can I return a jacket?"


async def test_a_new_entry_is_asked_about_once_it_is_saved(ada: Owner) -> None:
    editor = tab(EditorState, ada.token)
    await call(editor, "start", str(ada.bot.id))
    form = {"bot": str(ada.bot.id), "source_type": "faq", "title": "Do you wrap gifts?", "content": "Yes, for free."}
    begin, again = (await call(editor, "save", form))[1:]
    assert "begin" in str(begin)
    assert "ask_again" in str(again)
    assert editor.entry_id in {str(entry.id) for entry in await rows(Entry)} - {str(ada.entry.id)}


async def test_a_refused_save_asks_nothing(ada: Owner) -> None:
    editor = tab(EditorState, ada.token)
    await call(editor, "edit", str(ada.entry.id))
    assert await call(editor, "save", FORM | {"title": " "}) is None
    assert editor.errors != {}


async def test_an_entry_that_is_off_says_so(ada: Owner) -> None:
    async with unit_of_work() as session:
        changes = EntryChanges(is_active=False)
        await knowledge.update_entry(session, ada.account, entry_id=ada.entry.id, changes=changes)
    shown = await asked(ada)
    assert not shown.uses_entry
    assert not shown.is_learning
    assert "switched off" in shown.verdict


async def test_another_entry_that_answers_is_named(ada: Owner) -> None:
    async with unit_of_work() as session:
        fields = EntryChanges(title="Do you wrap gifts?", content="Yes, we wrap gifts for free.", source_type="faq")
        other = await knowledge.add_entry(session, ada.account, chatbot_id=ada.bot.id, fields=fields)
    shown = await asked(ada, "Do you wrap gifts?")
    assert [(row.id, row.title) for row in shown.used] == [(str(other.id), "Do you wrap gifts?")]
    assert not shown.uses_entry
    assert shown.is_learning  # it has only its words yet
    async with unit_of_work() as session:
        while await indexing.embed_pending(session, ada.bot.id, HashedEmbedder()):
            pass
    await call(shown, "ask_again")
    assert not shown.is_learning
    assert shown.verdict == "It did not use this entry."


@pytest.mark.parametrize("question", ["", "  ", "\x00", "x" * 2001])
async def test_a_question_that_is_none_is_told_beside_the_field(ada: Owner, question: str) -> None:
    shown = await asked(ada, question)
    assert shown.errors["question"] != ""
    assert shown.verdict == ""
