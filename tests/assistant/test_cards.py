"""Cards and the same facts in words."""

import uuid
from decimal import Decimal
from typing import Any

import pytest

from shopchat.assistant import cards
from shopchat.assistant.compose import Speaker, products
from shopchat.assistant.understand import understand
from shopchat.knowledge.models import Entry
from shopchat.knowledge.service import Found

SPEAKER = Speaker("Alba", "friendly", ())


def product(title: str, **facts: Any) -> Entry:
    return Entry(chatbot_id=uuid.uuid4(), source_type="product_catalog", title=title, content=title, meta=facts)


@pytest.mark.parametrize(
    ("amount", "currency", "language", "written"),
    [
        ("1299.5", "USD", "en", "$1,299.50"),
        ("1299.5", "EUR", "de", "1.299,50\u00a0€"),
        ("1299.5", "EUR", "fr", "1\u00a0299,50\u00a0€"),
        ("12", "CHF", "en", "12.00 CHF"),
        ("12", None, "en", "12.00"),
    ],
)
def test_money(amount: str, currency: str | None, language: str, written: str) -> None:
    assert cards.money(Decimal(amount), currency, language) == written


def test_a_card_shows_the_lowest_variant_price() -> None:
    variants = [{"sku": "a", "price": "30.00"}, {"sku": "b", "price": "25.00"}]
    assert cards.card(product("Tee", price="30.00", variants=variants))["price"] == "25.00"


def test_a_price_before_that_is_no_higher_is_not_a_sale() -> None:
    assert cards.card(product("Tee", price="30.00", compare_at_price="30.00"))["compare_at_price"] is None


def test_a_product_without_facts_claims_none() -> None:
    card = cards.card(product("Tee"))
    assert card["price"] is card["availability"] is card["url"] is None


def test_text_and_cards_say_the_same_in_the_same_order() -> None:
    entries = [
        product("Beck Jacket", price="189.00", currency="USD", availability="in_stock"),
        product("Drizzle Poncho", price="39.00", compare_at_price="49.00", currency="USD", availability="out_of_stock"),
        product("Plain Thing"),
    ]
    answer = products(understand("jackets", [], "en"), SPEAKER, [Found(e, e.content, 1.0, {}) for e in entries])
    assert answer.products == tuple(entries)
    assert answer.text.splitlines()[2:] == [
        "- **Beck Jacket**: $189.00, in stock",
        "- **Drizzle Poncho**: $39.00 (was $49.00), out of stock",
        "- **Plain Thing**",
    ]
