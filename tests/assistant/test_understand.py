"""What a message asks for, alone and after an answer with products."""

from decimal import Decimal

import pytest

from shopchat.assistant.turns import PastTurn
from shopchat.assistant.understand import understand
from shopchat.assistant.understanding.specifics import specific
from shopchat.assistant.understanding.wish import Intent, Sort
from shopchat.knowledge.filters import ProductFilters

SHOWN = PastTurn(
    query="tents",
    language="en",
    product_ids=("a", "b", "c"),
    lowest_price=Decimal("120.00"),
    highest_price=Decimal("300.00"),
    kind="tents",
    filters=ProductFilters(price_max=Decimal(400)),
)


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("hi", Intent.GREETING),
        ("Hello there!", Intent.GREETING),
        ("Guten Tag", Intent.GREETING),
        ("thanks a lot!", Intent.THANKS),
        ("merci beaucoup", Intent.THANKS),
        ("tschüss", Intent.GOODBYE),
        ("thank you so much", Intent.THANKS),
        ("Danke dir!", Intent.THANKS),
        ("great, thats all thanks", Intent.THANKS),
        ("perfect", Intent.THANKS),
        ("hi, anyone there?", Intent.GREETING),
        ("ok bye", Intent.GOODBYE),
        ("are you a robot?", Intent.IDENTITY),
        ("agent please", Intent.PERSON),
        ("let me speak to your manager", Intent.PERSON),
        ("what do you have", Intent.VAGUE),
        ("whats ur cheapest", Intent.PRODUCTS),
        ("qu'est-ce qui est en promo ?", Intent.PRODUCTS),
        ("was ist im Angebot?", Intent.PRODUCTS),
        ("I want to talk to a human", Intent.PERSON),
        ("can I speak with someone please", Intent.PERSON),
        ("Kann ich mit einem Mitarbeiter sprechen?", Intent.PERSON),
        ("tents under $300", Intent.PRODUCTS),
        ("what is the cheapest mug", Intent.PRODUCTS),
        ("socks in stock", Intent.PRODUCTS),
        ("what is on sale", Intent.PRODUCTS),
        ("hi, do you have tents?", Intent.QUESTION),
        ("thanks for the tent, how do I pitch it?", Intent.QUESTION),
        ("do I get free shipping over $75?", Intent.QUESTION),
        ("returns under 30 days", Intent.QUESTION),
        ("waterproof jacket", Intent.QUESTION),
    ],
)
def test_intent(message: str, intent: Intent) -> None:
    assert understand(message, [], "en").intent is intent


def test_limits_are_taken_out_of_the_query() -> None:
    wish = understand("Tents under $300 in stock, please", [], "en")
    assert (wish.query, wish.filters.price_max, wish.filters.in_stock) == ("tents , please", Decimal("299.99"), True)


@pytest.mark.parametrize(
    ("message", "sort", "rank", "count"),
    [
        ("second cheapest mug", Sort.CHEAPEST, 2, 1),
        ("what's your 2nd most expensive mug", Sort.DEAREST, 2, 1),
        ("three cheapest mugs", Sort.CHEAPEST, 1, 3),
        ("top 3 most expensive mugs", Sort.DEAREST, 1, 3),
        ("two of the cheapest mugs", Sort.CHEAPEST, 1, 2),
        ("the cheapest 3 mugs", Sort.CHEAPEST, 1, 3),
        ("zweitgünstigste Tasse", Sort.CHEAPEST, 2, 1),
        ("which mug costs the least", Sort.CHEAPEST, 1, 1),
    ],
)
def test_places_in_an_order(message: str, sort: Sort, rank: int, count: int) -> None:
    wish = understand(message, [], "en")
    assert (wish.sort, wish.rank, wish.count, wish.quantity) == (sort, rank, count, 1)


def test_a_yes_accepts_the_person_that_was_offered() -> None:
    offer = PastTurn("kayaks", "en", offered_person=True)
    assert understand("yes please", [offer], "en").intent is Intent.PERSON
    assert understand("no thanks", [offer], "en").intent is Intent.THANKS
    assert understand("yes please", [SHOWN], "en").intent is not Intent.PERSON


def test_the_bot_may_be_greeted_by_its_name() -> None:
    assert understand("hi Robin", [], "en", name="Robin").intent is Intent.GREETING


def test_a_policy_beside_a_product_are_two_parts() -> None:
    wish = understand("do you have tents and what is your return policy?", [], "en")
    assert [part.about_rules for part in wish.parts] == [False, True]


def test_more_expensive_ones_begin_above_what_was_shown() -> None:
    wish = understand("more expensive ones", [SHOWN], "en")
    assert (wish.kind, wish.sort, wish.filters.price_min) == ("tents", None, Decimal("300.01"))
    assert wish.exclude == SHOWN.product_ids


def test_something_cheaper_is_measured_by_what_was_shown() -> None:
    wish = understand("something cheaper than 200", [SHOWN], "en")
    assert (wish.kind, wish.filters.price_max) == ("tents", Decimal("199.99"))


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("do you ship to canada?", "canada"),
        ("can i pay with bitcoin", "bitcoin"),
        ("liefert ihr nach österreich?", "österreich"),
        ("liefert ihr in die schweiz?", "schweiz"),
        ("livrez-vous en belgique ?", "belgique"),
        ("do you ship internationally", "internationally"),
        ("how long does shipping take", None),
        ("can you deliver to my house", None),
    ],
)
def test_what_a_question_about_rules_turns_on(question: str, named: str | None) -> None:
    assert specific(question) == named


@pytest.mark.parametrize(
    ("message", "sort"), [("cheapest tent", Sort.CHEAPEST), ("das teuerste Zelt", Sort.DEAREST), ("tent", None)]
)
def test_superlatives(message: str, sort: Sort | None) -> None:
    assert understand(message, [], "en").sort is sort


@pytest.mark.parametrize(
    "message", ["what is your cheapest product?", "anything under 20", "show me something on sale"]
)
def test_a_wish_for_anything_names_no_thing(message: str) -> None:
    assert not understand(message, [], "en").names_things


def test_a_wish_for_tents_names_them() -> None:
    assert understand("do you have any tents under 300", [], "en").names_things


def test_cheaper_ones_keep_the_query_and_undercut_what_was_shown() -> None:
    wish = understand("cheaper ones?", [SHOWN], "en")
    assert (wish.intent, wish.query, wish.filters.price_max) == (Intent.PRODUCTS, "tents", Decimal("119.99"))
    assert wish.exclude == SHOWN.product_ids


def test_more_keeps_the_limits_and_leaves_out_what_was_shown() -> None:
    wish = understand("show more", [SHOWN], "en")
    assert (wish.query, wish.filters.price_max, wish.exclude) == ("tents", Decimal(400), SHOWN.product_ids)


@pytest.mark.parametrize(("message", "place"), [("the second one", 2), ("tell me about the last one", 3), ("first", 1)])
def test_an_ordinal_points_at_a_shown_product(message: str, place: int) -> None:
    wish = understand(message, [SHOWN], "en")
    assert (wish.intent, wish.ordinals) == (Intent.ONE_PRODUCT, (place,))


@pytest.mark.parametrize(
    ("message", "language", "sort"),
    [
        ("seulement ceux en stock", "fr", None),
        ("lequel est le moins cher ?", "fr", Sort.CHEAPEST),
        ("welches ist das günstigste?", "de", Sort.CHEAPEST),
        ("nur die auf Lager", "de", None),
        ("solo los que están en stock", "es", None),
        ("¿cuál es el más caro?", "es", Sort.DEAREST),
    ],
)
def test_a_follow_up_in_any_of_our_languages(message: str, language: str, sort: Sort | None) -> None:
    wish = understand(message, [SHOWN], language)
    assert (wish.intent, wish.kind, wish.sort) == (Intent.PRODUCTS, "tents", sort)


def test_a_place_that_was_not_shown_is_asked_back() -> None:
    assert understand("the fifth one", [SHOWN], "en").intent is Intent.WHICH_ONE


@pytest.mark.parametrize("message", ["cheaper ones?", "the second one", "show more"])
def test_without_a_past_there_is_nothing_to_follow(message: str) -> None:
    assert understand(message, [], "en").ordinals == ()
    assert understand(message, [], "en").exclude == ()


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("Wie lange dauert die Lieferung?", "de"),
        ("Combien de temps pour la livraison ?", "fr"),
        ("¿Cuánto cuesta el envío?", "es"),
        ("How long does delivery take?", "en"),
        ("tent", "de"),
    ],
)
def test_language(message: str, language: str) -> None:
    assert understand(message, [], "de").language == language
