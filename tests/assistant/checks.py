"""Checks of an answer against the truth: each gives what is wrong, an empty list when nothing is."""

from collections.abc import Callable
from decimal import Decimal

from shopchat.assistant.answer import Answer
from tests.assistant.truth import Row, Truth, Variant

Check = Callable[[Answer], list[str]]
Fits = Callable[[Variant], bool]
SIZES = {"size", "bottle", "storage", "capacity", "ram", "length", "screen size", "power", "vintage", "ring size"}


def nothing_said(answer: Answer) -> bool:
    """Whether the answer owns that nothing fits."""
    return answer.is_gap or any(
        said in answer.text
        for said in (
            "couldn't find",
            "don't have anything",
            "nichts gefunden",
            "leider nichts",
            "rien trouvé",
            "rien à ce sujet",
            "No encontré",
            "No tengo información",
            "does not come in",
            "outside of what I know",
            "außerhalb von dem, was ich weiß",
            "dépasse ce que je sais",
            "fuera de lo que sé",
        )
    )


def shows(truth: Truth, expected: list[Row], fits: Fits, *, card_price: bool = True) -> Check:
    """Only expected products, each at a fitting variant's price; all of them up to five; for none, saying so."""
    titles = {row["title"] for row in expected}

    def check(answer: Answer) -> list[str]:
        if not titles:
            return (
                []
                if nothing_said(answer)
                else [f"shows {[card['title'] for card in answer.product_cards()]} where nothing fits"]
            )
        if nothing_said(answer):
            return [f"says that nothing fits where {sorted(titles)[:4]} do"]
        cards = answer.product_cards()
        wrong = [f"{card['title']} does not fit" for card in cards if card["title"] not in titles]
        if not cards:
            wrong.append(f"shows nothing of {sorted(titles)[:4]}")
        if len(titles) <= 5 and {card["title"] for card in cards} != titles:
            wrong.append(f"leaves out {sorted(titles - {card['title'] for card in cards})}")
        for card in cards:
            if card["title"] in titles and card_price:
                fitting = [variant for variant in truth.variants(truth.by_title[card["title"]]) if fits(variant)]
                if Decimal(card["price"]) not in {variant.price for variant in fitting}:
                    wrong.append(f"{card['title']} at {card['price']} is none of the variants that fit")
                if card["availability"] not in {variant.availability for variant in fitting}:
                    wrong.append(f"{card['title']} as {card['availability']} is none of the variants that fit")
        return wrong

    return check


def exactly_one_of(titles: set[str], price: Decimal | None = None) -> Check:
    def check(answer: Answer) -> list[str]:
        cards = answer.product_cards()
        if len(cards) != 1 or cards[0]["title"] not in titles:
            return [f"shows {[card['title'] for card in cards]}, not one of {sorted(titles)}"]
        if price is not None and Decimal(cards[0]["price"]) != price:
            return [f"says {cards[0]['price']}, not {price}"]
        return []

    return check


def one_product(title: str, price: Decimal, availability: str | None = None) -> Check:
    def check(answer: Answer) -> list[str]:
        cards = answer.product_cards()
        if [card["title"] for card in cards] != [title]:
            return [f"shows {[card['title'] for card in cards]}, not {title}"]
        wrong = [f"{title} costs {price}, not {cards[0]['price']}"] if Decimal(cards[0]["price"]) != price else []
        if availability and cards[0]["availability"] != availability:
            wrong.append(f"{title} is {availability}, not {cards[0]['availability']}")
        return wrong

    return check


def has(variant: Variant, name: str, value: str) -> bool:
    """Whether the variant is what a shopper means by the value: "wool" is met by "Merino wool", "M" only by "M"."""
    given = variant.options.get(name, set())
    if name.lower() in SIZES:
        return value in given
    return any(value.lower() == one.lower() or one.lower().endswith(value.lower()) for one in given)


def with_variant(truth: Truth, rows: list[Row], fits: Fits) -> list[Row]:
    return [row for row in rows if any(fits(variant) for variant in truth.variants(row))]


def anything(_: Variant) -> bool:
    """Every variant fits."""
    return True


def below(cut: Decimal | int) -> Fits:
    """Variants that cost less."""
    return lambda variant: variant.price < cut


def between(low: Decimal | int, high: Decimal | int) -> Fits:
    """Variants that cost neither less nor more."""
    return lambda variant: low <= variant.price <= high


def stocked(variant: Variant) -> bool:
    """Variants that can be had now."""
    return variant.availability == "in_stock"


def both(one: Fits, other: Fits) -> Fits:
    """Variants that fit twice."""
    return lambda variant: one(variant) and other(variant)
