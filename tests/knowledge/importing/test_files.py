"""Files of every format: what they become, how they are told apart, and what a mapping corrects."""

import gzip
from pathlib import Path

import pytest

from shopchat.core.errors import Invalid
from shopchat.knowledge.importing import service
from shopchat.knowledge.importing.drafts import Draft, RowError
from shopchat.knowledge.importing.formats import FORMATS, recognised
from shopchat.knowledge.importing.html_text import main_text, parsed, plain
from tests.knowledge.importing.conftest import Shop

FIXTURES = Path(__file__).parents[2] / "fixtures" / "imports"


def read(name: str) -> tuple[str, dict[str, Draft], list[RowError]]:
    text = (FIXTURES / name).read_text()
    form = recognised(name, text, {})
    rows = list(form.read(text, name, {}))
    drafts = {row.title: row for row in rows if isinstance(row, Draft)}
    return form.kind, drafts, [row for row in rows if isinstance(row, RowError)]


def facts(draft: Draft) -> dict[str, object]:
    return draft.metadata or {}


def test_shopify_rows_are_joined_by_handle() -> None:
    kind, drafts, errors = read("shopify.csv")
    assert kind == "shopify_csv"
    assert list(drafts) == ["Rain jacket", "Gift card", "Cap", "Boots"]
    jacket = drafts["Rain jacket"]
    assert jacket.content == "Keeps dry.\n\n- Taped seams"
    assert jacket.external_key == "rain-jacket"
    assert facts(jacket) == {
        "price": "119.00",
        "sku": "RJ-S-G",
        "brand": "Norda",
        "category": "Outerwear",
        "image_url": "https://cdn.shop.example/rj.jpg",
        "url": "/products/rain-jacket",
        "options": {"size": ["S", "M"], "color": ["Green", "Black"]},
        "availability": "in_stock",
        "variants": [
            {"sku": "RJ-S-G", "price": "129.00", "availability": "out_of_stock", "size": "S", "color": "Green"},
            {"sku": "RJ-M-G", "price": "129.00", "availability": "in_stock", "size": "M", "color": "Green"},
            {"sku": "RJ-M-B", "price": "119.00", "availability": "out_of_stock", "size": "M", "color": "Black"},
        ],
    }
    assert errors == [RowError(7, "Scarf is archived in Shopify and so not for sale.")]


def test_shopify_stock_is_counted_as_the_shop_counts_it() -> None:
    _, drafts, _ = read("shopify.csv")
    stock = {title: facts(draft)["availability"] for title, draft in drafts.items()}
    assert stock == {"Rain jacket": "in_stock", "Gift card": "in_stock", "Cap": "out_of_stock", "Boots": "in_stock"}
    assert "options" not in facts(drafts["Cap"])


def test_shopifys_newer_headings_are_read() -> None:
    kind, drafts, errors = read("shopify_new.csv")
    assert (kind, errors) == ("shopify_csv", [])
    pot = facts(drafts["Tea pot"])
    assert (pot["price"], pot["category"], pot["options"]) == ("38.5", "Kitchen", {"colour": ["White", "Blue"]})


def test_woocommerce_variations_go_to_their_parent() -> None:
    kind, drafts, errors = read("woocommerce.csv")
    assert kind == "woocommerce_csv"
    assert facts(drafts["Stoneware mug"]) == {
        "price": "9.50",
        "compare_at_price": "12.00",
        "sku": "MUG",
        "category": "Kitchen",
        "image_url": "https://shop.example/mug.jpg",
        "availability": "in_stock",
    }
    assert drafts["Stoneware mug"].content == "Small.\n\nHolds 300 ml."
    tee = facts(drafts["Tee"])
    assert (tee["price"], tee["compare_at_price"]) == ("18", "22")
    assert tee["options"] == {"size": ["S", "M", "L"], "color": ["White", "Black"]}
    assert tee["variants"] == [
        {"sku": "TEE-S", "price": "20", "availability": "in_stock", "size": "S", "color": "White"},
        {"sku": "TEE-M", "price": "18", "availability": "out_of_stock", "size": "M", "color": "Black"},
    ]
    assert facts(drafts["Poster"])["variants"] == [
        {"sku": "POS-A3", "price": "30", "availability": "backorder", "format": "A3"}
    ]
    assert [error.row for error in errors] == [7, 8]


def test_documents_become_one_entry() -> None:
    kind, drafts, _ = read("returns.md")
    assert (kind, list(drafts)) == ("markdown", ["Returns and refunds"])
    assert drafts["Returns and refunds"].content.startswith("# How returns work\n\nYou can")
    kind, drafts, _ = read("shipping.html")
    assert (kind, list(drafts)) == ("html", ["Shipping"])
    assert drafts["Shipping"].content == "# Shipping\n\nWe ship to all of Europe.\n\nCountry | Cost\n\nGermany | 4.90"


@pytest.mark.parametrize(
    ("filename", "text", "title"),
    [
        ("a.md", "# Sizes\n\nSmall runs small.", "Sizes"),
        ("a.md", "Sizes\n=====\n\nSmall runs small.", "Sizes"),
        ("care-guide.md", "Wash cold.", "care guide"),
        ("care_guide.txt", "Wash cold.", "care guide"),
        ("a.txt", "Care guide\n\nWash cold.", "Care guide"),
        ("a.txt", "Wash cold.\nThen dry.", "a"),
        ("page.htm", "<title>Care – Norda</title><p>Wash cold and dry flat.", "Care"),
    ],
)
def test_a_document_finds_its_title(filename: str, text: str, title: str) -> None:
    [draft] = recognised(filename, text, {}).read(text, filename, {})
    assert isinstance(draft, Draft)
    assert draft.title == title


def test_a_long_document_becomes_several_entries() -> None:
    text = "# Book\n\n" + "\n\n".join(f"Paragraph {number}. " + "word " * 50 for number in range(1500))
    drafts = [row for row in FORMATS["markdown"].read(text, "book.md", {}) if isinstance(row, Draft)]
    assert [draft.title for draft in drafts] == ["Book", "Book (2)", "Book (3)"]
    assert " ".join(draft.content for draft in drafts).split() == text.split()
    assert len({draft.external_key for draft in drafts}) == 3


def test_what_surrounds_a_text_is_left_out() -> None:
    html = """<body><div id=cookie-bar>We use cookies</div><nav>Menu</nav>
    <div><div class=text><h2>Care</h2><p>Wash cold and dry flat, never in the sun.</p></div>
    <ul><li><a href=1>Other lamp</a><li><a href=2>Other bag</a><li><a href=3>Cap</a></ul></div>
    <aside>Related</aside><footer>Imprint</footer>"""
    assert main_text(parsed(html)) == "## Care\n\nWash cold and dry flat, never in the sun."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("just text", "just text"),
        ("a<br>b", "a\nb"),
        ("<p>a</p>b<p>c", "a\n\nb\n\nc"),
        ("<h3>T</h3><ol><li>x<li>y</ol>", "### T\n\n- x\n- y"),
        ("5 &lt; 6 &amp;&nbsp;7", "5 < 6 & 7"),
    ],
)
def test_a_fragment_as_text(html: str, text: str) -> None:
    assert plain(html) == text


@pytest.mark.parametrize(
    "html",
    ["<div>" * 100_000, "<div></x>" * 100_000, "<font a=1><p>" * 3000, "<ul><li>" * 5000, "<b><p></b>" * 100_000],
    ids=lambda html: html[:12],
)
def test_a_page_made_to_take_hours_is_refused_or_read(html: str) -> None:
    try:
        main_text(parsed(html))
    except Invalid as refused:
        assert "too deeply" in refused.detail  # noqa: PT017 - either of the two is right


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04rest", "Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"\x00\x01", "not text"),
        (b"", "empty"),
        (b"a,b\n1,2\n", "No column is recognised"),
        (gzip.compress(b"title\nx", mtime=0)[:-6], "too early"),
    ],
)
async def test_a_file_that_is_none_is_refused(data: bytes, says: str, shop: Shop) -> None:
    with pytest.raises(Invalid, match=says):
        await shop.file("products.csv", data)


async def test_a_shopify_file_is_imported_and_again(shop: Shop) -> None:
    data = (FIXTURES / "shopify.csv").read_bytes()
    first = await shop.file("products_export.csv", gzip.compress(data))
    assert (first.kind, first.status, first.created, first.failed) == ("shopify_csv", "done", 4, 1)
    again = await shop.file("products_export.csv", data)
    assert (again.created, again.updated, again.skipped) == (0, 0, 4)
    cheaper = data.replace(b"129.00", b"99.00")
    changed = await shop.file("products_export.csv", cheaper)
    assert (changed.created, changed.updated, changed.skipped) == (0, 1, 3)
    assert ((await shop.entries())["Rain jacket"].meta or {})["price"] == "99.00"


async def test_a_file_switches_nothing_off(shop: Shop) -> None:
    await shop.file("a.csv", "title,sku\nLamp,1\nBag,2\n")
    done = await shop.file("a.csv", "title,sku\nLamp,1\n")
    assert (done.updated, done.skipped) == (0, 1)
    assert all(entry.is_active for entry in (await shop.entries()).values())


async def test_a_mapping_makes_a_table_of_anything(shop: Shop) -> None:
    table = "Artikel;Was es ist;EK\nLampe;Warmes Licht;12,50\n"
    seen = await service.preview(filename="artikel.csv", data=table.encode(), mapping={"title": "Artikel"})
    assert (seen.kind, seen.header, seen.mapping) == ("csv", ["Artikel", "Was es ist", "EK"], {"title": "Artikel"})
    mapping = {"title": "Artikel", "content": "Was es ist", "price": "EK"}
    assert (await shop.file("artikel.csv", table, mapping)).created == 1
    lamp = (await shop.entries())["Lampe"]
    assert (lamp.content, lamp.meta) == ("Warmes Licht", {"price": "12.50"})


async def test_a_preview_shows_problems_and_stores_nothing(shop: Shop) -> None:
    table = "title,price,availability\nLamp,12,yes\n,5,no\nBag,cheap,no\n"
    seen = await service.preview(filename="a.csv", data=table.encode())
    assert [(row.title, row.metadata) for row in seen.rows] == [
        ("Lamp", {"price": "12.00", "availability": "in_stock"})
    ]
    assert [problem.row for problem in seen.problems] == [2, 3]
    assert await shop.entries() == {}
