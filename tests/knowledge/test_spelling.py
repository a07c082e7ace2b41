"""Spelling: what nobody knows is repaired towards what the shop says, and nothing that somebody knows is touched."""

import uuid

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.knowledge.spelling import repaired
from tests.knowledge.shelf import new_bot, shelve


@pytest.fixture
async def bot(session: AsyncSession) -> uuid.UUID:
    bot = await new_bot(session)
    await shelve(session, bot, "Stainless refrigerator", "Lululemon leggings", "Zyntho cable", "Merino jacket, purple")
    return bot


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a refrigirator please", "a refrigerator please"),  # one wrong
        ("refridgerator", "refrigerator"),  # one too many
        ("refrigertor", "refrigerator"),  # one missing
        ("merion jacket", "merino jacket"),  # two swapped
        ("purpel jackte", "purple jacket"),  # two words
        ("luluelmon", "lululemon"),  # a brand that only the shop knows
        ("shippinh costs", "shipping costs"),  # a word of the language
        ("i want tocancel it", "i want to cancel it"),  # a space forgotten
        ("Refrigirator", "refrigerator"),  # the first word's capital is no name
    ],
)
async def test_a_slip_is_repaired(session: AsyncSession, bot: uuid.UUID, typed: str, meant: str) -> None:
    assert await repaired(session, bot, typed, "en") == meant


@pytest.mark.parametrize(
    "text",
    [
        "zyntho cable",  # the shop's own word, however odd
        "zynthos",  # and its plural
        "lululemon leggings",
        "latex gloves, a rebate, contacting support",  # words that the shop lacks and the language has
        "is it from Refrigirador",  # a name inside a sentence
        "XPQ-1120 with 16gb",
        "dont you have any",
        "",
        "\0",
        "🎸 пылесос 冷蔵庫",
        "qqqqzzzz wwwwvvvv",  # nothing is near it
        "asdfa qwerr zxcvv tyuii ghjkk bnmmm vbnmm",  # noise is left alone
    ],
)
async def test_what_is_known_or_far_from_everything_stays(session: AsyncSession, bot: uuid.UUID, text: str) -> None:
    assert await repaired(session, bot, text, "en") == text


async def test_another_shops_words_repair_nothing(session: AsyncSession, bot: uuid.UUID) -> None:
    assert await repaired(session, await new_bot(session), "luluelmon", "en") == "luluelmon"


async def test_a_german_shops_words_count_for_german(session: AsyncSession) -> None:
    bot = await new_bot(session)
    await shelve(session, bot, "Wasserkocher", language="de")
    assert await repaired(session, bot, "Einen wasserkoher bitte", "de") == "Einen wasserkocher bitte"
    assert await repaired(session, bot, "Einen Wasserkocher bitte", "de") == "Einen Wasserkocher bitte"


async def test_a_language_without_a_list_has_the_shops_words(session: AsyncSession) -> None:
    bot = await new_bot(session)
    await shelve(session, bot, "Waterkoker", language="nl")
    assert await repaired(session, bot, "een waterkokr", "nl") == "een waterkoker"
