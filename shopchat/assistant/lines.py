"""A product's facts as a line, a list of options, or a column of a table: always read off a `Pick`."""

from collections.abc import Sequence

from shopchat.assistant.cards import Pick, money
from shopchat.assistant.voice import WORDS

MOST_OPTION_VALUES = 14  # in one line; a shopper who needs more looks at the product's page


def line(shown: Pick, language: str, *, quantity: int = 1) -> str:
    """The title with what was singled out, the price and the stock: "**Tee** (M): $20.00, in stock"."""
    label = shown.label()
    parts = [
        part for part in (price(shown, language), _several(shown, language, quantity), stock(shown, language)) if part
    ]
    return f"**{shown.entry.title}**" + (f" ({label})" if label else "") + (f": {', '.join(parts)}" if parts else "")


def price(shown: Pick, language: str) -> str:
    """The price, or the range of prices, and the one before; empty when there is none."""
    lowest, highest = shown.price(), shown.highest_price()
    if lowest is None or highest is None:
        return ""
    currency = shown.facts.currency
    told = money(lowest, currency, language)
    if highest > lowest:
        told = f"{told}–{money(highest, currency, language)}"
    before = shown.price_before()
    if before is None:
        return told
    return f"{told} ({WORDS[language].was.format(price=money(before, currency, language))})"


def stock(shown: Pick, language: str) -> str:
    """The word for the availability; empty when the catalogue does not say."""
    availability = shown.availability()
    return WORDS[language].stock(availability) if availability else ""


def options(shown: Pick, language: str) -> list[str]:
    """For each option its values, and which of them cannot be had now: "size: S, M; out of stock: L".

    Where variants were singled out, the options that leave a choice.
    """
    narrowed = len(shown.offers) < len(shown.facts.offers())
    told = []
    for name in dict.fromkeys(name for offer in shown.offers for name in offer.options):
        had: dict[str, bool] = {}
        for offer in shown.offers:
            for value in offer.options.get(name, ()):
                had[value] = had.get(value, False) or offer.availability != "out_of_stock"
        there = [value for value, possible in had.items() if possible] or list(had)
        gone = [value for value in had if value not in there]
        if len(had) > MOST_OPTION_VALUES or (narrowed and len(had) == 1):
            continue
        listed = ", ".join(there)
        if gone:
            listed = "; ".join(part for part in (listed, f"{WORDS[language].out_of_stock}: {', '.join(gone)}") if part)
        told.append(f"- {name}: {listed}")
    return told


def table(shown: Sequence[Pick], language: str) -> str:
    """The products side by side as a Markdown table; a row that would be empty is left out."""
    words = WORDS[language]
    rows: list[tuple[str, list[str]]] = [
        (words.price, [price(one, language) for one in shown]),
        (words.availability, [stock(one, language) for one in shown]),
        (words.brand, [one.facts.brand or "" for one in shown]),
        (words.category, [one.facts.category or "" for one in shown]),
    ]
    names = dict.fromkeys(name for one in shown for offer in one.offers for name in offer.options)
    rows += [(name, [_values(one, name) for one in shown]) for name in names]
    lines = [_row("", [one.entry.title for one in shown]), "|---" * (len(shown) + 1) + "|"]
    return "\n".join(lines + [_row(head, cells) for head, cells in rows if any(cells)])


def _values(shown: Pick, name: str) -> str:
    values = dict.fromkeys(value for offer in shown.offers for value in offer.options.get(name, ()))
    return ", ".join(values)


def _row(head: str, cells: Sequence[str]) -> str:
    return "| " + " | ".join(_cell(text) for text in (head, *cells)) + " |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split()) or ("–" if text else "")


def _several(shown: Pick, language: str, quantity: int) -> str:
    """What several cost, where one price alone is possible."""
    lowest = shown.price()
    if quantity < 2 or lowest is None or lowest != shown.highest_price():
        return ""
    currency = shown.facts.currency
    return f"{quantity} × {money(lowest, currency, language)} = {money(lowest * quantity, currency, language)}"
