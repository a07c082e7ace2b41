"""Variety among hits: siblings step back, nothing is lost, and texts keep their places."""

import pytest

from shopchat.knowledge.models import Entry
from shopchat.knowledge.variety import varied


def product(title: str, brand: str = "Acme", **options: list[str]) -> Entry:
    return Entry(source_type="product_catalog", title=title, content="", meta={"brand": brand, "options": options})


@pytest.mark.parametrize(
    ("shelf", "expected"),
    [
        (
            [
                product("Tee red", Colour=["Red"]),
                product("Tee blue", Colour=["Blue"]),
                product("Hat red", Colour=["Red"]),
            ],
            ["Tee red", "Hat red", "Tee blue"],
        ),
        ([product("Lamp 40 cm"), product("Lamp 60 cm"), product("Rug")], ["Lamp 40 cm", "Rug", "Lamp 60 cm"]),
        ([product("Lamp", "Acme"), product("Lamp", "Other"), product("Rug")], ["Lamp", "Lamp", "Rug"]),
        ([product("Wool hat"), product("Straw hat")], ["Wool hat", "Straw hat"]),
        ([], []),
    ],
)
def test_one_of_each_design_comes_first(shelf: list[Entry], expected: list[str]) -> None:
    assert [entry.title for entry in varied(shelf, shelf)] == expected


def test_texts_are_never_siblings() -> None:
    texts = [
        Entry(source_type="faq", title="Returns", content=text) for text in ("Thirty days.", "Not for sale items.")
    ]
    assert varied(texts, texts) == texts
