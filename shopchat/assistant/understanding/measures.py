"""Measures in words: "16 GB", '27-inch', "0,75 l" and "750 ml" are read as amounts that can be compared."""

import re
from dataclasses import dataclass
from decimal import Decimal

# How each unit is written, the unit that its amounts are told in, and how many of that one it makes.
_UNITS = (
    (r"\"|″|”|''|inch(?:es)?|zoll|pouces?|pulgadas?", "in", "1"),
    (r"tb|terabytes?", "gb", "1000"),
    (r"gb|gigs?|gigabytes?|go", "gb", "1"),
    (r"mb|megabytes?", "gb", "0.001"),
    (r"ml|millilit(?:er|re)s?|mililitros?", "ml", "1"),
    (r"cl|centilit(?:er|re)s?|centilitros?", "ml", "10"),
    (r"l|lit(?:er|re)s?|ltr|litros?", "ml", "1000"),
    (r"mm|millimet(?:er|re)s?", "mm", "1"),
    (r"cm|centimet(?:er|re)s?|zentimeter|centímetros?", "mm", "10"),
    (r"m|met(?:er|re)s?|mètres?|metros?", "mm", "1000"),
    (r"kg|kilos?|kilograms?|kilogramm", "g", "1000"),
    (r"g|grams?|gramm|grammes?|gramos?", "g", "1"),
    (r"oz|ounces?|unzen?", "oz", "1"),
    (r"w|watts?|vatios?", "w", "1"),
    (r"kw", "w", "1000"),
    (r"v|volts?", "v", "1"),
    (r"mah", "mah", "1"),
    (r"hz|hertz", "hz", "1"),
    (r"ft|feet|foot", "ft", "1"),
)
_UNIT_OF = tuple((re.compile(forms), unit, Decimal(factor)) for forms, unit, factor in _UNITS)
NUMBER = r"\d+(?:[.,]\d+)?"
MEASURE = re.compile(
    rf"(?<![\w.,])(?P<number>{NUMBER})[\s-]*(?P<unit>{'|'.join(forms for forms, _, _ in _UNITS)})(?![\w'])",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"\s*({NUMBER})\s*[-–/]\s*({NUMBER})\s*")


@dataclass(frozen=True)
class Amount:
    """A number of a unit, from `low` to `high`; `unit` is empty for bare numbers such as shoe sizes."""

    low: Decimal
    high: Decimal
    unit: str = ""


def measure(match: re.Match[str]) -> Amount:
    """The amount that `MEASURE` matched."""
    written = match.group("unit").casefold()
    for forms, unit, factor in _UNIT_OF:
        if forms.fullmatch(written):
            amount = number(match.group("number")) * factor
            return Amount(amount, amount, unit)
    raise ValueError(f"{written} is no unit.")  # MEASURE is made of the same forms.


def amounts(value: str) -> list[Amount]:
    """What a catalogue's value measures: "16 GB / 512 GB" two amounts, "36-38" one range; a word none."""
    measured = [measure(match) for match in MEASURE.finditer(re.sub(r"\bin\b\.?\s*$", "inch", value.casefold()))]
    if measured:
        return measured
    if between := _RANGE.fullmatch(value):
        low, high = sorted((number(between.group(1)), number(between.group(2))))
        return [Amount(low, high)]
    plain = value.strip()
    plain = re.sub(r"^(?:eu|uk|us|fr|de)\s+", "", plain, flags=re.IGNORECASE)
    return [Amount(number(plain), number(plain))] if re.fullmatch(NUMBER, plain) else []


def number(text: str) -> Decimal:
    """A number with either decimal mark."""
    return Decimal(text.replace(",", "."))
