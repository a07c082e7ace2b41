"""Derived questions: true of the rows, in the shop's language, and silent where the rows leave a doubt."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from shopchat.assistant.answer import Answer
from shopchat.assistant.turns import PastTurn
from shopchat.evaluation.catalogue import Row, row
from shopchat.evaluation.checks import contradictions
from shopchat.evaluation.deriving import MOST, Derived, derived
from shopchat.evaluation.kinds import kinds
from shopchat.knowledge.models import Entry


def product(title: str, price: str = "10.00", **facts: Any) -> Row:
    given = {"price": price, "currency": "EUR", "availability": "in_stock", "brand": "Acme", **facts}
    return row(str(uuid.uuid4()), title, f"{title}, well made.", given)


MUGS = [
    product("Oak Mug", "10.00", category="Mugs"),
    product("Stone Mug", "20.00", category="Mugs", brand="Bolt", availability="out_of_stock"),
    product("Tall Mug", "30.00", category="Mugs", brand="Bolt"),
]
SHIRTS = [
    product(
        "Linen Shirt", "50.00", category="Shirts",
        variants=[{"sku": "S1", "size": "M", "price": "50.00"}, {"sku": "S2", "size": "L", "price": "55.00"}],
    ),
    product(
        "Work Shirt", "40.00", category="Shirts",
        variants=[{"sku": "W1", "size": "M", "availability": "out_of_stock"}, {"sku": "W2", "size": "XL"}],
    ),
]  # fmt: skip


def answer(*rows: Row, text: str | None = None, is_gap: bool = False) -> Answer:
    """An answer that shows these products as their rows have them."""
    entries = tuple(
        Entry(
            id=each.id, source_type="product_catalog", title=each.title, content="",
            meta={"price": str(min(each.prices())), "availability": each.buyables[0].availability},
        )
        for each in rows
    )  # fmt: skip
    told = "\n".join(f"- **{each.title}**: ${min(each.prices())}" for each in rows) if text is None else text
    return Answer(text=told, intent="products", turn=PastTurn("", "en"), products=entries, is_gap=is_gap)


def one(rows: Sequence[Row], text: str, language: str = "en") -> Derived:
    found = [question for question in derived(rows, language) if question.text == text]
    assert found, [question.text for question in derived(rows, language)]
    return found[0]


def test_the_same_catalogue_is_asked_the_same_and_not_without_end() -> None:
    many = [
        product(f"{name} {noun.title()}", f"{5 + place}.50", category=f"{noun}s", brand=brand)
        for place, (noun, name, brand) in enumerate(
            (noun, name, brand)
            for noun in "mug lamp rug vase bowl clock stool bench shelf frame".split()
            for name, brand in zip("Oak Elm Ash Fir Yew".split(), "Acme Bolt Crux Dune Echo".split(), strict=True)
        )
    ]
    questions = derived(many, "en")
    assert len(questions) <= MOST
    again = derived(list(reversed(many)), "en")
    assert [question.text for question in questions] == [question.text for question in again]
    assert len({question.text for question in questions}) == len(questions)
    assert {question.group for question in questions} == {"min", "max", "between", "in stock", "not"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "cheapest mugs"),
        ("de", "günstigste Mugs"),
        ("fr", "mugs le moins cher"),
        ("es", "mugs más barato"),
        ("it", "cheapest mugs"),
    ],
)
def test_it_speaks_the_shops_language(language: str, text: str) -> None:
    assert any(text in question.text for question in derived(MUGS, language))


def test_a_superlative_passes_for_the_right_product_alone() -> None:
    oak, stone, tall = MUGS
    cheapest, dearest = one(MUGS, "cheapest mugs"), one(MUGS, "most expensive mugs")
    assert cheapest.check(answer(oak)) == []
    assert cheapest.check(answer(stone)) == ["begins with 'Stone Mug', and it is 'Oak Mug'"]
    assert cheapest.check(answer()) == ["begins with no product, and it is 'Oak Mug'"]
    assert cheapest.check(answer(replace(oak, buyables=stone.buyables))) == ["says 20.00, and it is 10.00"]
    assert dearest.check(answer(tall)) == []
    assert dearest.check(answer(oak)) != []


def test_a_range_wants_all_that_fit_nothing_else_and_the_right_facts() -> None:
    oak, stone, tall = MUGS
    asked = one(MUGS, "mugs between 9 and 12")
    assert asked.check(answer(oak)) == []
    assert asked.check(answer(oak, tall)) == ["'Tall Mug' does not fit"]
    assert asked.check(answer(tall)) == ["'Tall Mug' does not fit", "leaves out 'Oak Mug'"]
    assert asked.check(answer(is_gap=True)) == ["says that nothing fits where 'Oak Mug' does"]
    assert asked.check(answer(replace(oak, buyables=stone.buyables))) == [
        "'Oak Mug' at 20.00 is no variant that fits", "'Oak Mug' as out_of_stock is no variant that fits",
    ]  # fmt: skip
    nothing = one(MUGS, "mugs under 5")
    assert nothing.check(answer(is_gap=True)) == []
    assert nothing.check(answer(oak, text="I couldn't find anything that fits all of that. - **Oak Mug**")) == []
    assert nothing.check(answer(oak)) == ["shows 'Oak Mug' where nothing fits"]


def test_stock_size_and_brand_are_judged_by_the_variant() -> None:
    oak, stone, tall = MUGS
    assert one(MUGS, "mugs in stock").check(answer(oak, tall)) == []
    assert one(MUGS, "mugs in stock").check(answer(oak, stone, tall)) != []
    assert one(MUGS, "mugs not from Bolt").check(answer(oak)) == []
    assert one(MUGS, "mugs not from Bolt").check(answer(tall)) != []
    linen, work = SHIRTS
    assert one(SHIRTS, "shirts in size XL").check(answer(work)) != [], "it stands as sold out, and the XL is not"
    in_stock = replace(work, buyables=(work.buyables[1],))
    assert one(SHIRTS, "shirts in size XL").check(answer(in_stock)) == []
    assert one(SHIRTS, "shirts in size L").check(answer(linen)) == ["'Linen Shirt' at 50.00 is no variant that fits"]


@pytest.mark.parametrize(
    ("rows", "group"),
    [
        ([*MUGS, product("Cup", currency="USD")], {"min", "max", "between"}),
        ([*MUGS, product("Tin Mug", category="Mugs", availability=None)], {"in stock"}),
        ([product("A Shirt", category="Shirts", options={"size": ["M/L"]}), *SHIRTS], {"of size"}),
        ([*MUGS, product("Mug Tree", category="Stands"), product("Hat Stand", category="Stands")], {"not"}),
        (MUGS[:1], {"min", "max", "not", "in stock"}),
        ([], {"min"}),
    ],
    ids=["currencies", "stock untold", "sizes in pairs", "a thing for mugs", "one product", "none"],
)
def test_what_is_in_doubt_is_not_asked(rows: list[Row], group: set[str]) -> None:
    assert group.isdisjoint(question.group for question in derived(rows, "en"))


def test_a_word_inside_of_another_is_not_asked_for() -> None:
    goat = product("Goat Glove", category="Gloves", options={"material": ["Goatskin"]})
    oat = product("Oat Glove", category="Gloves", options={"color": ["Oat"]})
    assert "gloves, not oat" not in [question.text for question in derived([goat, oat], "en")]
    sheep = replace(goat, title="Sheep Glove", text="", buyables=(replace(goat.buyables[0], options={}),))
    assert one([sheep, oat], "gloves, not oat").check(answer(sheep)) == []


def test_the_dearest_is_not_asked_where_one_variant_decides() -> None:
    wide = product("Wide Mug", "12.00", variants=[{"sku": "a", "price": "12.00"}, {"sku": "b", "price": "99.00"}])
    assert "max" not in {question.group for question in derived([*MUGS, wide], "en") if "product" in question.text}


def test_a_kind_is_what_all_its_rows_are_and_no_other_mentions() -> None:
    rows = [
        *MUGS,
        *SHIRTS,
        product("Rain Coat", category="Coats & Hats"),
        product("Wool Coat", category="Coats & Hats"),
    ]
    assert [(kind.name, len(kind.rows)) for kind in kinds(rows, "en")] == [("coat", 2), ("mugs", 3), ("shirts", 2)]
    rows.append(product("Coat Brush", category="Care"))
    assert [kind.name for kind in kinds(rows, "en")] == ["mugs", "shirts"]
    french = [product("Veste de pluie"), product("Veste légère"), product("Brosse")]
    assert [kind.name for kind in kinds(french, "fr")] == ["veste"]
    assert [kind.name for kind in kinds([*french, product("Brosse pour vestes")], "fr")] == ["brosse"]


def test_no_answer_may_contradict_the_rows_or_itself() -> None:
    oak, stone, _ = MUGS
    rows = {str(each.id): each for each in MUGS}
    assert contradictions(answer(oak, stone), rows) == []
    swapped = "- **Stone Mug**: $20.00\n- **Oak Mug**: $10.00"
    assert contradictions(answer(oak, stone, text=swapped), rows) == [
        "the text does not name 'Stone Mug' where its card stands"
    ]
    assert contradictions(answer(oak, text="**Oak Mug**: $1.00"), rows) == ["the text does not say 10.00 for 'Oak Mug'"]
    assert contradictions(answer(product("Ghost")), rows) == ["'Ghost' is not in the catalogue"]
    assert contradictions(answer(replace(oak, buyables=stone.buyables)), rows) != []
