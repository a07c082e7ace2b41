"""Written numbers become digits where they say how many or how much, and stay words where they are articles."""

import pytest

from shopchat.assistant.grounding_claims import claims_of, plain


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("ninety-nine", "99"),
        ("nine ninety-nine", "9 99"),
        ("two to three days", "2 to 3 days"),
        ("a week", "1 week"),
        ("neunundneunzig", "99"),
        ("drei Werktage", "3 Werktage"),
        ("quatre-vingt-dix-neuf", "99"),
        ("soixante et onze", "71"),
        ("treinta y cinco", "35"),
        ("veinticinco euros", "25 euros"),
        ("ten percent", "10 percent"),
        ("one of these two jackets", "one of these two jackets"),
        ("Tennis and someone", "Tennis and someone"),
    ],
)
def test_numbers(written: str, digits: str) -> None:
    assert plain(written) == digits


@pytest.mark.parametrize("price", ["₹189", "189 RUB", "189 zł", "CHF 189", "189 yen", "₿189", "189 kronor"])
def test_each_currency_is_one(price: str) -> None:
    (amount,) = claims_of(plain(f"It costs {price} now.")).amounts
    assert amount.currencies
    assert "USD" not in amount.currencies
