"""Price limits in a shopper's words."""

from decimal import Decimal

import pytest

from shopchat.assistant.money import price_range


@pytest.mark.parametrize(
    ("sentence", "low", "high"),
    [
        ("jackets under $50", None, "49.99"),
        ("something for 5 to 10", "5", "10"),
        ("something for 5 to 10 dollars", "5", "10"),
        ("around $30", "22.50", "37.50"),
        ("bis 40 €", None, "40"),
        ("between 20 and 40", "20", "40"),
        ("between 40 and 20 euros", "20", "40"),
        ("over 100", "100.01", None),
        ("at least $100", "100", None),
        ("up to 1,299.00", None, "1299.00"),
        ("max. 1.299,00 €", None, "1299.00"),
        ("unter 1 000 €", None, "999.99"),
        ("entre 20 et 40 euros", "20", "40"),
        ("moins de 30€", None, "29.99"),
        ("menos de 50", None, "49.99"),
        ("zwischen 20 und 30 Euro", "20", "30"),
        ("$20-$40", "20", "40"),
        ("a 3 season tent under 300 for 2 people", None, "299.99"),
        ("less than 25 bucks", None, "24.99"),
        ("UNDER $50", None, "49.99"),
    ],
)
def test_a_stated_limit_is_read(sentence: str, low: str | None, high: str | None) -> None:
    found = price_range(sentence)
    assert found is not None
    assert (found.low, found.high) == (low and Decimal(low), high and Decimal(high))


@pytest.mark.parametrize(
    "sentence",
    [
        "shoes size 36 to 40",
        "delivery in 2 to 3 days",
        "tent for 2 to 3 people",
        "a knife under 5 kg",
        "what ships within 3 days?",
        "is it 100% cotton",
        "returns up to 30 days",
        "2-3 Tage",
        "about 5",
        "pack of 10 to 12 pegs",
        "hello",
        "",
    ],
)
def test_other_numbers_are_no_prices(sentence: str) -> None:
    assert price_range(sentence) is None
