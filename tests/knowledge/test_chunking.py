"""Passages: whole where they can be, cut at the best seam where not, and never a word lost."""

import random

import pytest

from shopchat.knowledge.chunking import MAX_CHARACTERS_WHOLE, MAX_WORDS_WHOLE, Passage, split_into_passages

POLICY = """\
# Returns

You may return anything within 30 days.

## How to send it back

1. Print the label
2. Drop the parcel off

## Refunds

We refund within 5 days.

# Shipping

We ship worldwide.
"""


def test_a_product_stays_whole() -> None:
    text = "A lamp.\n\nIt shines.\n\n" + "Bright and warm. " * 60
    assert split_into_passages(text, "product_catalog") == [Passage(text.strip())]


@pytest.mark.parametrize("source_type", ["product_catalog", "policy_page"])
@pytest.mark.parametrize("content", ["", "  \n\n "])
def test_an_entry_without_content_still_has_a_passage(source_type: str, content: str) -> None:
    assert split_into_passages(content, source_type) == [Passage("")]


def test_a_page_is_cut_at_its_headings_and_each_passage_knows_the_way() -> None:
    assert split_into_passages(POLICY, "policy_page") == [
        Passage("You may return anything within 30 days.", "Returns"),
        Passage("1. Print the label\n2. Drop the parcel off", "Returns › How to send it back"),
        Passage("We refund within 5 days.", "Returns › Refunds"),
        Passage("We ship worldwide.", "Shipping"),
    ]


def test_headings_without_markup_are_seen() -> None:
    content = "Opening hours\nWe are open from nine to five.\n\nParking\n\nThere is a garage next door."
    assert split_into_passages(content, "custom_text") == [
        Passage("We are open from nine to five.", "Opening hours"),
        Passage("There is a garage next door.", "Parking"),
    ]


def test_underlined_headings_are_seen() -> None:
    assert split_into_passages("Gifts\n=====\nWe wrap them.\n\nCards\n-----\nWe print them.", "url") == [
        Passage("We wrap them.", "Gifts"),
        Passage("We print them.", "Gifts › Cards"),
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("# Alone", [Passage("Alone")]),
        ("# Shop\n## Nothing below\n## Returns\nThirty days.", [
            Passage("Nothing below", "Shop"), Passage("Thirty days.", "Shop › Returns"),
        ]),
        ("Text.\n\n## Last", [Passage("Text."), Passage("Last")]),
        ("- first\n- second", [Passage("- first\n- second")]),
        ("#hashtag sale", [Passage("#hashtag sale")]),
    ],
)  # fmt: skip
def test_odd_headings_keep_their_words(content: str, expected: list[Passage]) -> None:
    assert split_into_passages(content, "policy_page") == expected


def test_short_paragraphs_share_a_passage_and_long_ones_are_cut_between_sentences() -> None:
    short = split_into_passages("One line here.\n\nAnd a second one.", "policy_page")
    assert short == [Passage("One line here.\n\nAnd a second one.")]

    sentence = "This sentence has exactly eight words in it. "
    passages = split_into_passages(sentence * 60, "policy_page")
    assert len(passages) == 3
    assert all(passage.text.endswith("words in it.") for passage in passages)


@pytest.mark.parametrize("source_type", ["product_catalog", "faq", "policy_page", "custom_text", "url"])
@pytest.mark.parametrize("seed", range(20))
def test_any_text_keeps_every_word_and_every_bound(source_type: str, seed: int) -> None:
    chance = random.Random(seed)
    seams = [" "] * 12 + [". ", "! ", "\n", "\n\n", "\n# ", "\n### ", "\n- ", "。", "\n===\n", "\n\n\n", "… ", "\t"]
    words = ["lamp", "Größe", "30", "x" * 5_000, "AB-12", "保証書", "🎸", "e.g.", "#", "---", "It's"]
    weights = [20, 10, 10, 1, 5, 3, 2, 2, 1, 1, 5]
    content = "".join(
        chance.choices(words, weights)[0] + chance.choice(seams) for _ in range(chance.choice([1, 9, 80, 900, 4000]))
    )
    passages = split_into_passages(content, source_type)

    kept = "".join(f"{passage.heading or ''}{passage.text}" for passage in passages)
    for word in ("Größe", "30", "AB-12", "保証書", "🎸", "It's", "lamp"):
        missing = content.count(word) - kept.count(word)
        assert missing <= 0, f"{missing} times {word} lost"
    assert kept.count("x") >= content.count("x")
    for passage in passages:
        assert len(passage.text) <= MAX_CHARACTERS_WHOLE
        assert len(passage.text.split()) <= MAX_WORDS_WHOLE
    if not any(passage.heading for passage in passages):
        assert kept.count("lamp") == content.count("lamp")
