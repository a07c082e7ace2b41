"""Constraints in a shopper's words, told by what a catalogue has words for."""

import pytest

from shopchat.assistant.turns import PastTurn
from shopchat.assistant.understand import understand
from shopchat.assistant.understanding.wish import Ask, Intent, Sort, Understanding
from shopchat.knowledge.catalogue import Vocabulary
from shopchat.knowledge.filters import ProductFilters

CATALOGUE = Vocabulary(
    pairs=(
        *(("color", value) for value in ("Navy", "Forest green", "Black", "Natural")),
        *(("size", value) for value in ("S", "M", "L/XL", "40", "42", "44-46", "Wide")),
        *(
            ("material", value)
            for value in ("Nubuck leather", "Merino wool", "Lambswool", "Water-based finish", "Glass")
        ),
        *(("RAM", value) for value in ("8 GB", "16 GB")),
        *(("storage", value) for value in ("256 GB", "1 TB")),
        *(("volume", value) for value in ("0.5 L", "0.75 L")),
        ("vintage", "2019"),
    ),
    brands=("Acme & Sons", "Brackenfoot"),
    categories=("Shoes", "Laptops"),
    last_words=("shoe", "jacket", "laptop", "glass"),
)
ONE = PastTurn("lamp", "en", ("a",), kind="lamp")
THREE = PastTurn("lamps", "en", ("a", "b", "c"), kind="lamps", filters=ProductFilters(in_stock=True))


def read(message: str, *past: PastTurn, language: str = "en") -> Understanding:
    return understand(message, past, language, CATALOGUE)


def values(wish: Understanding) -> set[str]:
    return {value for limit in wish.filters.options for _, value in limit.pairs}


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("shoes in 42", {"42"}),
        ("shoes size 45", {"44-46"}),
        ("jacket in L", {"L/XL"}),
        ("jacket M", {"M"}),
        ("a jacket, size medium", {"M"}),
        ("Jacke in Größe M", {"M"}),
        ("taille M", {"M"}),
        ("talla 42", {"42"}),
        ("shoes size 40 to 42", {"40", "42"}),
        ("navy jacket", {"Navy"}),
        ("blue jacket", {"Navy"}),
        ("eine schwarze Jacke bitte", {"Black"}),
        ("une veste noire", {"Black"}),
        ("zapatos negros", {"Black"}),
        ("green or black shoes", {"Forest green", "Black"}),
        ("wool jacket", {"Merino wool", "Lambswool"}),
        ("leather shoes", {"Nubuck leather"}),
        ("shoes in wide", {"Wide"}),
        ("laptop with 16GB RAM", {"16 GB"}),
        ("laptop with at least 8 GB of RAM", {"8 GB", "16 GB"}),
        ("laptop with 1000 GB storage", {"1 TB"}),
        ("750 ml bottle", {"0.75 L"}),
        ("2019 jacket", {"2019"}),
    ],
)
def test_options_are_told_by_the_catalogues_words(message: str, meant: set[str]) -> None:
    assert values(read(message)) == meant


@pytest.mark.parametrize(
    "message",
    [
        "water bottle",
        "a wide range of shoes",
        "a small gift",
        "I'm looking for a lamp",
        "a wine glass",
        "what's in it for me",
    ],
)
def test_words_that_only_look_like_options_are_none(message: str) -> None:
    assert read(message).filters.options == ()


@pytest.mark.parametrize("message", ["shoes size 50", "purple jacket", "shoes in 49"])
def test_what_the_catalogue_does_not_have_is_a_limit_that_nothing_meets(message: str) -> None:
    (limit,) = read(message).filters.options
    assert limit.pairs == frozenset()


@pytest.mark.parametrize(
    ("message", "unwanted"),
    [
        ("shoes, not leather", {"Nubuck leather"}),
        ("jacket without wool", {"Merino wool", "Lambswool"}),
        ("Jacke ohne Lambswool", {"Lambswool"}),
        ("shoes but no black", {"Black"}),
        ("leather-free shoes", {"Nubuck leather"}),
        ("I don't want leather shoes", {"Nubuck leather"}),
        ("shoes without leather or wool", {"Nubuck leather", "Merino wool", "Lambswool"}),
    ],
)
def test_negatives(message: str, unwanted: set[str]) -> None:
    wish = read(message)
    assert {value for _, value in wish.filters.without} == unwanted
    assert wish.filters.options == ()


def test_what_the_catalogue_has_no_word_for_is_looked_for_in_the_text() -> None:
    assert read("a jacket without hood").filters.unsaid == ("hood",)
    assert read("not sure which jacket").filters == ProductFilters()


def test_brands_wanted_and_not() -> None:
    assert read("Acme & Sons jackets").filters.brands == {"Acme & Sons"}
    assert read("shoes not from Brackenfoot").filters.not_brands == {"Brackenfoot"}


def test_several_wishes_are_split_and_a_last_limit_holds_for_all() -> None:
    first, second = read("a tent under 300 and a warm bag").parts
    assert (first.kind, first.filters.price_max is None) == ("a tent", False)
    assert second.filters.price_max is None
    assert all(part.filters.price_max for part in read("a tent and a bag under 100").parts)
    assert read("a tent with a porch and a window").parts == ()


def test_quantities_and_a_limit_on_all_together() -> None:
    assert read("two of the jackets").quantity == 2
    assert read("a two-person tent").quantity == 1
    wish = read("three jackets under $30 in total")
    assert wish.quantity == 3
    assert wish.filters.price_max is not None
    assert wish.filters.price_max * 3 <= 30


@pytest.mark.parametrize(
    "message",
    [
        "compare the Beck and the Tarn",
        "Beck vs Tarn",
        "difference between Beck and Tarn",
        "Unterschied zwischen Beck und Tarn",
        "comparer Beck et Tarn",
        "diferencia entre Beck y Tarn",
    ],
)
def test_comparisons_name_their_sides(message: str) -> None:
    wish = read(message)
    assert wish.intent is Intent.COMPARE
    assert [side.split()[-1] for side in wish.sides] == ["beck", "tarn"]


@pytest.mark.parametrize(
    ("message", "places"),
    [
        ("compare the first and the third", (1, 3)),
        ("compare them", (1, 2, 3)),
        ("difference between the first two", (1, 2)),
    ],
)
def test_comparisons_of_what_was_shown(message: str, places: tuple[int, ...]) -> None:
    assert read(message, THREE).ordinals == places


@pytest.mark.parametrize(
    ("message", "asks"),
    [
        ("is it in stock?", Ask.STOCK),
        ("how much is it?", Ask.PRICE),
        ("what sizes does it come in?", Ask.OPTIONS),
        ("Was kostet es?", Ask.PRICE),
    ],
)
def test_a_fact_of_the_product_in_focus(message: str, asks: Ask) -> None:
    wish = read(message, ONE)
    assert (wish.intent, wish.ordinals, wish.asks) == (Intent.ONE_PRODUCT, (1,), asks)
    assert read(message, THREE).intent is Intent.WHICH_ONE


@pytest.mark.parametrize("message", ["in navy?", "only in 42", "under 100?", "which is the cheapest?"])
def test_a_limit_alone_refines_what_was_shown(message: str) -> None:
    wish = read(message, THREE)
    assert (wish.intent, wish.kind) == (Intent.PRODUCTS, "lamps")
    assert wish.filters.in_stock


def test_a_new_thing_is_no_follow_up() -> None:
    assert read("shoes under 100", THREE).kind.strip() == "shoes"
    assert read("anything under 100", THREE).kind != "lamps"


@pytest.mark.parametrize(
    "message", ["I need a gift", "Ich suche ein Geschenk", "je cherche un cadeau", "busco un regalo"]
)
def test_a_vague_wish(message: str) -> None:
    assert read(message).intent is Intent.VAGUE


@pytest.mark.parametrize(
    ("message", "sort"), [("newest shoes", Sort.NEWEST), ("the cheapest and the most expensive shoe", Sort.EXTREMES)]
)
def test_orders(message: str, sort: Sort) -> None:
    assert read(message).sort is sort


LABELLED = Vocabulary(
    pairs=(
        ("diet", "Gluten free"), ("diet", "Contains nuts"), ("material", "Leather"), ("material", "Wool"),
        ("Ring size", "P"), ("Metal", "Platinum"),
    ),
    last_words=("bread", "belt", "ring"),
)  # fmt: skip


def test_what_a_catalogue_labels_as_free_of_something_is_wished_for_and_not_ruled_out() -> None:
    for message in ("gluten free bread", "gluten-free bread", "bread without gluten"):
        wish = understand(message, [], "en", LABELLED)
        assert values(wish) == {"Gluten free"}, message
        assert not wish.filters.without, message
    assert understand("bread without nuts", [], "en", LABELLED).filters.without == {("diet", "Contains nuts")}


def test_non_and_a_hyphen_rules_out() -> None:
    wish = understand("non-leather belts", [], "en", LABELLED)
    assert wish.filters.without == {("material", "Leather")}
    assert not wish.filters.options


def test_a_size_of_one_letter_is_no_beginning_of_a_word() -> None:
    assert values(understand("ring in platinum", [], "en", LABELLED)) == {"Platinum"}
    assert values(understand("ring in P", [], "en", LABELLED)) == {"P"}
