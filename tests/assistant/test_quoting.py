"""Quoting a passage."""

from shopchat.assistant.quoting import WHOLE, quoted

LONG = " ".join(
    [
        "We pack orders within one business day and hand them to the carrier in the evening.",
        "Standard delivery inside the country takes three to five business days after that.",
        "Express delivery takes one or two business days and can be chosen at checkout.",
        "Returns are free within 45 days if the goods are unused and still have their tags.",
        "A refund reaches your account within ten business days of the arrival of your parcel.",
        "Gift cards cannot be returned, and neither can opened candles, waxes or soaps.",
    ]
)


def test_a_short_passage_is_quoted_whole() -> None:
    assert quoted("Yes. Always.", "anything", "en") == "Yes. Always."


def test_a_long_one_gives_the_best_sentence_and_what_follows() -> None:
    assert len(LONG) > WHOLE
    quote = quoted(LONG, "how do returns work", "en")
    assert quote.startswith("Returns are free within 45 days")
    assert quote.endswith("waxes or soaps.")
    assert quote in LONG


def test_markup_is_taken_off_and_lists_stay_lists() -> None:
    assert quoted("## Shipping\n\n* by post\n* by courier", "shipping", "en") == "Shipping\n\n- by post\n- by courier"


def test_every_sentence_is_the_shops_own() -> None:
    for question in ("express", "refund", "nothing of the kind", ""):
        assert quoted(LONG, question, "en") in LONG


def test_markup_of_a_page_is_not_shown() -> None:
    assert (
        quoted("<p>Soft &amp; light.</p><ul><li>Washable</li></ul>", "is it soft", "en") == "Soft & light.\n\nWashable"
    )
