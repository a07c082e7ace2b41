"""The demo shop's data holds together: what `seed-demo` loads and what the browser tests ask about."""

import re
from collections import Counter
from decimal import Decimal
from itertools import product as combinations

import pytest

from shopchat.demo import catalog, files
from shopchat.demo.catalog import Product

PRODUCTS = catalog.products()
METADATA_FIELDS = {
    "price", "compare_at_price", "currency", "url", "image_url", "availability", "sku", "brand", "category", "options",
    "variants",
}  # fmt: skip
AVAILABILITIES = {"in_stock", "out_of_stock", "preorder", "backorder"}
PRICE = re.compile(r"\d+\.\d\d")

each_product = pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.slug)


def test_the_shelves_are_full() -> None:
    sizes = Counter(product.category for product in PRODUCTS)
    assert len(PRODUCTS) >= 64
    assert set(sizes) == {category.name for category in catalog.shop().categories}
    assert len(sizes) >= 7
    assert min(sizes.values()) >= 5


def test_no_name_is_used_twice() -> None:
    skus = [product.sku for product in PRODUCTS]
    skus += [variant.sku for product in PRODUCTS for variant in product.variants]
    for names in (
        skus,
        [product.slug for product in PRODUCTS],
        [product.title for product in PRODUCTS],
        [product.description for product in PRODUCTS],
        [category.slug for category in catalog.shop().categories],
    ):
        assert [name for name, count in Counter(names).items() if count > 1] == []


@each_product
def test_metadata_is_what_a_product_entry_carries(product: Product) -> None:
    assert set(product.metadata) == METADATA_FIELDS
    assert product.metadata["currency"] == catalog.shop().currency == "USD"
    assert product.metadata["brand"] == product.brand
    assert product.metadata["category"] == product.category
    assert product.url == f"/demo/products/{product.slug}"
    assert product.image_url == f"/demo/images/{product.slug}.svg"
    assert product.availability in AVAILABILITIES


@each_product
def test_description_is_a_paragraph(product: Product) -> None:
    assert 40 <= len(product.description.split()) <= 110


@each_product
def test_prices_are_decimal_strings_and_a_sale_is_cheaper(product: Product) -> None:
    prices = [product.metadata["price"], *(row["price"] for row in product.metadata["variants"])]
    assert all(PRICE.fullmatch(price) for price in prices)
    assert product.price == min(Decimal(price) for price in prices)
    if product.compare_at_price is not None:
        assert PRICE.fullmatch(product.metadata["compare_at_price"])
        assert product.compare_at_price > max(Decimal(price) for price in prices)


@each_product
def test_variants_cover_their_options_and_agree_with_the_product(product: Product) -> None:
    names = list(product.variants[0].options) if product.variants else []
    # What a customer cannot choose may still have parts: a knife is steel and wood.
    assert all(name == "material" or len(values) == 1 for name, values in product.options.items() if name not in names)
    if not product.variants:
        return
    expected = set(combinations(*(product.options[name] for name in names)))
    assert {tuple(variant.options.values()) for variant in product.variants} == expected
    assert len(product.variants) == len(expected)

    stock = {variant.availability for variant in product.variants}
    assert stock <= AVAILABILITIES
    best_first = ("in_stock", "preorder", "backorder", "out_of_stock")
    assert product.availability == next(state for state in best_first if state in stock)


@each_product
def test_picture_is_a_small_drawing_without_script_or_reference(product: Product) -> None:
    drawing = (files.ROOM / "images" / f"{product.slug}.svg").read_text(encoding="utf-8")
    assert len(drawing) < 4_000
    assert drawing.startswith("<svg ")
    assert not re.search(r"<script|href|on\w+=", drawing)


def test_no_picture_is_left_without_a_product() -> None:
    drawn = {path.stem for path in (files.ROOM / "images").glob("*.svg")}
    assert drawn - {product.slug for product in PRODUCTS} == {"logo"}


def test_there_is_something_to_ask_about() -> None:
    stock = Counter(product.availability for product in PRODUCTS)
    assert stock["out_of_stock"] >= 5
    assert stock["preorder"] >= 3
    assert stock["backorder"] >= 2
    assert sum(bool(product.variants) for product in PRODUCTS) >= 35
    assert sum(product.compare_at_price is not None for product in PRODUCTS) >= 12
    assert sum(product.price_varies for product in PRODUCTS) >= 5
    mixed = [product for product in PRODUCTS if len({variant.availability for variant in product.variants}) > 1]
    assert len(mixed) >= 20
    assert min(product.price for product in PRODUCTS) < 5
    assert max(product.price for product in PRODUCTS) > 550


def test_shoes_come_in_every_size() -> None:
    shoes = [product for product in PRODUCTS if product.category == "Footwear"]
    assert shoes
    assert all(product.options["size"] == [str(size) for size in range(36, 47)] for product in shoes)


def test_every_color_that_can_be_chosen_has_a_swatch() -> None:
    named = {
        variant.options["color"] for product in PRODUCTS for variant in product.variants if "color" in variant.options
    }
    assert named - set(catalog.shop().colors) == set()


def test_bestsellers_exist_and_can_be_bought() -> None:
    by_slug = {product.slug: product for product in PRODUCTS}
    assert all(by_slug[slug].availability == "in_stock" for slug in catalog.shop().bestsellers)


def test_policies_are_pages_with_headings_and_numbers() -> None:
    assert len(catalog.policies()) == 8
    assert len({policy.slug for policy in catalog.policies()}) == 8
    for policy in catalog.policies():
        assert policy.url == f"/demo/policies/{policy.slug}"
        assert 120 <= len(policy.content.split()) <= 350, policy.slug
        assert policy.content.count("\n## ") >= 2, policy.slug
        assert re.search(r"\d", policy.content), policy.slug


def test_faqs_are_questions_with_answers() -> None:
    assert len(catalog.faqs()) == 15
    assert len({faq.slug for faq in catalog.faqs()}) == 15
    for faq in catalog.faqs():
        assert faq.url == f"/demo/faq#{faq.slug}"
        assert faq.question.endswith("?")
        assert len(faq.answer.split()) >= 15


def test_faq_amounts_are_those_of_the_policies() -> None:
    amount = re.compile(r"\$\d+(?:\.\d\d)?|\b\d+ (?:to \d+ )?(?:business days|days|minutes)\b")
    stated = set(amount.findall(" ".join(policy.content for policy in catalog.policies())))
    for faq in catalog.faqs():
        assert set(amount.findall(faq.answer)) - stated == set(), faq.slug


def test_every_mail_address_is_a_reserved_one() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (files.ROOM / "data").glob("*.json")]
    domains = set(re.findall(r"@([\w.-]+\w)", " ".join(texts)))
    assert domains == {"hollinandtarn.example"}


def test_the_questions_expect_what_is_there() -> None:
    names = {product.title for product in PRODUCTS} | {product.sku for product in PRODUCTS}
    titles = {policy.title for policy in catalog.policies()} | {faq.question for faq in catalog.faqs()}
    assert len(catalog.questions()) >= 12
    for draft in catalog.questions():
        assert set(draft.expect.shows) <= names, draft.question
        assert set(draft.expect.cites) <= titles, draft.question
