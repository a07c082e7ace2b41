"""Slips of the finger change nothing about an answer: not what is found, and no limit that was meant."""

import pytest

from tests.assistant import shops


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chepaest headphones", "cheapest headphones"),
        ("headphnes under 100", "headphones under 100"),
        ("wirless headphones in blakc", "wireless headphones in black"),
        ("most expesnive monitor", "most expensive monitor"),
    ],
)
async def test_a_misspelt_wish_is_answered_as_the_right_one(clean_database: None, typed: str, meant: str) -> None:
    shop = await shops.opened("electronics")
    said, right = await shop.ask(typed), await shop.ask(meant)
    assert (said.text, [entry.title for entry in said.products]) == (
        right.text,
        [entry.title for entry in right.products],
    )
    assert said.products


async def test_another_languages_words_are_no_mistakes(clean_database: None) -> None:
    shop = await shops.opened("electronics")
    answer = await shop.ask("avez-vous des casques pour mon fils ?")
    assert answer.turn.language == "fr"
