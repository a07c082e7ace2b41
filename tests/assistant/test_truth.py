"""Thousands of tricky questions to five shops of different trades, each answer held to the rows of the catalogue.

All of them, with a table by shop and group: `python -m pytest -m long tests/assistant/test_truth.py`; with another
`TRUTH_SEED`, other questions.
"""

import os
import sys
from collections import Counter
from dataclasses import replace

import pytest

from shopchat.assistant.answer import Answer
from shopchat.assistant.turns import PastTurn
from shopchat.knowledge.models import Entry
from tests.assistant import shoppers, shops
from tests.assistant.tricky import Question, questions
from tests.assistant.truth import Truth

SEED = int(os.environ.get("TRUTH_SEED", "1"))
SAMPLE = 25  # one in so many is asked in the everyday run
ENOUGH = 3000


def asked_of(shop: shops.Shop) -> list[Question]:
    """Every question to the shop."""
    truth = Truth(shop.rows)
    return [*questions(truth, SEED), *shoppers.questions(truth, SEED)]


async def failures(shop: shops.Shop, asked: list[Question]) -> list[tuple[Question, list[str]]]:
    """The questions whose answers are wrong, with what is wrong."""
    truth = Truth(shop.rows)
    found = []
    for question in asked:
        past: list[PastTurn] = []
        for earlier in question.before:
            past.append((await shop.ask(earlier, *past)).turn)
        answer = await shop.ask(question.text, *past)
        if wrong := truth.wrong_facts(answer) + question.check(answer):
            found.append((question, wrong))
    return found


@pytest.mark.parametrize("name", ["electronics", "wine", "jewellery", "grocery"])
async def test_a_sample_is_answered_truly(clean_database: None, name: str) -> None:
    shop = await shops.opened(name)
    asked = asked_of(shop)[::SAMPLE]
    assert [(question.text, wrong) for question, wrong in await failures(shop, asked)] == []


@pytest.mark.long
async def test_every_question_is_answered_truly(clean_database: None, capsys: pytest.CaptureFixture[str]) -> None:
    asked: Counter[tuple[str, str]] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    told = []
    for name in shops.NAMES:
        shop = await shops.opened(name)
        all_of_them = asked_of(shop)
        asked.update((name, question.group) for question in all_of_them)
        for question, reasons in await failures(shop, all_of_them):
            wrong[name, question.group] += 1
            told.append(f"{name}: {question.before} {question.text!r}: {reasons}")
    rows = [f"| {name} | {group} | {count} | {wrong[name, group]} |" for (name, group), count in asked.items()]
    table = ["| shop | questions about | asked | wrong |", "|---|---|---:|---:|", *rows]
    with capsys.disabled():
        sys.stdout.write("\n".join(["", "", *table, f"| all | | {asked.total()} | {wrong.total()} |", ""]))
    assert asked.total() >= ENOUGH
    assert told == []


def test_the_checks_see_a_wrong_price_a_missing_product_and_a_text_that_differs() -> None:
    """Checks that pass everything would make a table of zeros worth nothing."""
    rows = shops.rows("electronics")
    truth = Truth(rows)
    row = next(row for row in rows if not row["metadata"]["variants"])
    entry = Entry(source_type="product_catalog", title=row["title"], content="", meta=row["metadata"])
    stock = {"in_stock": "in stock", "out_of_stock": "out of stock", "preorder": "available for preorder"}
    line = f"- **{row['title']}**: ${row['metadata']['price']}, {stock[row['metadata']['availability']]}"
    right = Answer(text=line, intent="products", turn=PastTurn("", "en"), products=(entry,))
    assert truth.wrong_facts(right) == []
    assert truth.wrong_facts(replace(right, text=line.replace("$", "$1")))
    assert truth.wrong_facts(replace(right, text="Nothing here."))
    cheap = Entry(
        source_type="product_catalog", title=row["title"], content="", meta=row["metadata"] | {"price": "0.10"}
    )
    assert truth.wrong_facts(replace(right, products=(cheap,)))
