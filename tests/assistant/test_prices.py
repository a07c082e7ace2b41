"""Price limits in a shopper's words."""

from decimal import Decimal

import pytest

from shopchat.assistant.understanding.prices import PriceRange, price_range


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
        ("at least 20 but under 45", "20", "44.99"),
        ("over 20 and under 45", "20.01", "44.99"),
        ("mugs 30 or less", None, "30"),
        ("mugs $30 and under", None, "30"),
        ("mugs $30+", "30", None),
        ("mugs 30 dollars or more", "30", None),
        ("a 30 dollar budget for mugs", None, "30"),
        ("my budget is 30", None, "30"),
        ("30 max", None, "30"),
        ("mugs that dont cost more than 30", None, "30"),
        ("mugs not less than 30", "30", None),
        ("I want more than $30", "30.01", None),
        ("slippers not red under 100", None, "99.99"),
        ("slippers not red over 100", "100.01", None),
        ("i don't want boots over 100", None, "100"),
        ("nothing over 100", None, "100"),
        ("nicht unter 100 Euro", "100", None),
        ("rings over 1k", "1000.01", None),
        ("rings between 1k and 2.5k", "1000", "2500"),
        ("rings for 2-3k", "2000", "3000"),
        ("under fifty dollars", None, "49.99"),
        ("under a hundred", None, "99.99"),
        ("less than twenty-five bucks", None, "24.99"),
        ("between twenty and thirty dollars", "20", "30"),
        ("unter fünfzig Euro", None, "49.99"),
        ("moins de cinquante euros", None, "49.99"),
        ("menos de cincuenta euros", None, "49.99"),
        ("nicht teurer als 50", None, "50"),
        ("mindestens 20 aber unter 50 Euro", "20", "49.99"),
        ("pas plus cher que 50", None, "50"),
        ("50 euros maximum", None, "50"),
        ("máximo 50 euros", None, "50"),
        ("what can I get for $20", None, "20"),
        ("something around 50", "37.50", "62.50"),
        ("under .50", None, "0.49"),
        ("under 5'000 CHF", None, "4999.99"),
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
        "romper 2-3y",
        "a novel from 2015 to 2018",
        "size 40 and 42",
        "a ring with at least 0.5 ct",
        "three mugs",
        "more than two people",
        "I have 2 dogs",
        "hello",
        "",
    ],
)
def test_other_numbers_are_no_prices(sentence: str) -> None:
    assert price_range(sentence) is None


def test_a_range_before_a_thing_is_its_price_unless_it_is_its_sizes() -> None:
    def asked(sentence: str) -> PriceRange | None:
        return price_range(sentence, is_thing="mugs shoes".split().__contains__, is_size="36 40".split().__contains__)

    priced = asked("20-30 mugs")
    assert priced is not None
    assert (priced.low, priced.high, priced.rest.split()) == (Decimal(20), Decimal(30), ["mugs"])
    assert asked("20-30 pegs") is None
    assert asked("36-40 shoes") is None
    assert asked("shoes 36-40") is None


def test_what_said_the_limit_is_taken_out() -> None:
    found = price_range("Mugs at least $20 but under $45, please")
    assert found is not None
    assert found.rest.split() == ["mugs", "but", ",", "please"]
