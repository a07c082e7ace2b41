"""Invented catalogues of any size, the same ones every time, and questions that they can answer."""

import csv
import io
import random
from dataclasses import dataclass

ADJECTIVES = (
    "light warm folding waterproof quiet sturdy compact soft classic padded insulated wide slim woven brushed cordless"
).split()
MATERIALS = (
    "wool cotton steel oak bamboo leather linen ceramic glass canvas copper cork silicone walnut felt nylon".split()
)
THINGS = (
    "jacket kettle lamp backpack tent mug chair blanket knife bottle shelf drill scarf pillow speaker notebook basket "
    "pan helmet glove sandal watch rug curtain desk hammock stove lantern wallet umbrella"
).split()
USES = "camping travel cooking running reading gardening sleeping hiking commuting fishing painting cycling".split()
BRANDS = "Norrin Alba Fieldway Tamsin Okko Brask Lumo Verity Hale Quill".split()
COLOURS = "black green red blue sand grey".split()


@dataclass(frozen=True)
class Row:
    sku: str
    title: str
    description: str
    price: str
    brand: str


def rows(count: int) -> list[Row]:
    """`count` products; row n is the same in every catalogue that is long enough to have it."""
    return [_row(number) for number in range(count)]


def as_csv(products: list[Row]) -> bytes:
    """The products as an owner would export them."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["sku", "title", "description", "price", "brand"])
    writer.writerows([row.sku, row.title, row.description, row.price, row.brand] for row in products)
    return out.getvalue().encode()


def questions(count: int) -> list[str]:
    """What shoppers might ask of such a shop, half as keywords and half as sentences."""
    dice = random.Random(7)
    asked = []
    for number in range(count):
        adjective, material, thing, use = (dice.choice(words) for words in (ADJECTIVES, MATERIALS, THINGS, USES))
        asked.append(
            f"{adjective} {material} {thing}" if number % 2 else f"do you have a {adjective} {thing} for {use}?"
        )
    return asked


def _row(number: int) -> Row:
    dice = random.Random(number)
    adjective, material, thing, use = (dice.choice(words) for words in (ADJECTIVES, MATERIALS, THINGS, USES))
    brand, colour = dice.choice(BRANDS), dice.choice(COLOURS)
    description = (
        f"A {adjective} {thing} of {material}, made for {use}. "
        f"It comes in {colour}, weighs {dice.randint(80, 4000)} g and "
        f"measures {dice.randint(5, 90)} by {dice.randint(5, 90)} cm. "
        f"{brand} gives a warranty of {dice.randint(1, 10)} years."
    )
    price = f"{dice.randint(3, 400)}.{dice.choice(('00', '50', '90'))}"
    return Row(f"SKU-{number:06}", f"{brand} {adjective} {material} {thing}".title(), description, price, brand)
