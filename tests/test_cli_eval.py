"""`shopchat eval`: its lines, its score, its exit status."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from shopchat.accounts.models import NO_PASSWORD, User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.core.db import unit_of_work
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.changes import EntryChanges

ROOT = Path(__file__).parents[1]


def shopchat(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "shopchat.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)


@pytest.fixture
async def bot(clean_database: None) -> Chatbot:
    """A chatbot with two mugs."""
    async with unit_of_work() as session:
        owner = User(email="ada@shop.example", password_hash=NO_PASSWORD, plan="pro")
        session.add(owner)
        await session.flush()
        bot = await chatbots.create_chatbot(session, owner, fields=ChatbotChanges(name="Alba"))
        for title, price in (("Oak Mug", "10.00"), ("Stone Mug", "20.00")):
            facts = {"price": price, "currency": "EUR", "availability": "in_stock", "category": "Mugs"}
            entry = EntryChanges(source_type="product_catalog", title=title, content=title, metadata=facts)
            await knowledge.add_entry(session, owner, chatbot_id=bot.id, fields=entry)
        return bot


async def test_it_tells_each_line_the_score_and_whether_all_is_right(bot: Chatbot, tmp_path: Path) -> None:
    told = shopchat("eval", bot.widget_key)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "pass  min       cheapest mugs" in told.stdout
    assert told.stdout.splitlines()[-1].startswith("Score: ")
    assert told.stdout.splitlines()[-1].endswith("100.0%")
    questions, exported = tmp_path / "questions.jsonl", tmp_path / "exported.jsonl"
    wrong = {"question": "How much is the Oak Mug?", "expect": {"contains": ["€99"], "shows": ["Oak Mug"]}}
    questions.write_text(json.dumps(wrong))
    told = shopchat("eval", str(bot.id), "--questions", str(questions), "--export", str(exported))
    assert told.returncode == 1, told.stdout + told.stderr
    assert "1 questions are saved: 1 new, 0 changed; 0 removed." in told.stdout
    assert "FAIL  saved     How much is the Oak Mug?\n                does not say '€99'\n" in told.stdout
    assert "saved     0 of 1" in told.stdout
    assert json.loads(exported.read_text()) == wrong
    assert shopchat("eval", str(bot.id)).returncode == 1, "it was kept"


async def test_what_is_asked_wrongly_has_a_status_of_its_own(bot: Chatbot, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"question": "?"}')
    for arguments, said in (
        (("wk_nobody",), "Chatbot not found."),
        ((str(uuid.uuid4()),), "Chatbot not found."),
        ((bot.widget_key, "--questions", str(questions)), "Line 1: expect"),
        ((bot.widget_key, "--questions", str(tmp_path / "none.jsonl")), "does not exist"),
        ((), "Missing argument 'BOT'"),
    ):
        told = shopchat("eval", *arguments)
        assert (told.returncode, said in told.stderr) == (2, True), (arguments, told.stdout, told.stderr)
    questions.write_bytes(b"\xff\xfe")
    assert shopchat("eval", bot.widget_key, "--questions", str(questions)).returncode == 2
