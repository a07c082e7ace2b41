"""What shops write in their cells, as values: amounts, availability, lists."""

import re

_CURRENCY_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_IN_STOCK = {"in stock", "instock", "in_stock", "yes", "true", "available", "1", "y"}
_OUT_OF_STOCK = {"out of stock", "outofstock", "out_of_stock", "no", "false", "sold out", "unavailable", "0", "n"}


def money(text: str) -> tuple[str, str | None]:
    """The amount with a decimal point, and the currency if a sign or code stands beside it: "1.299,00 €"."""
    code = re.search(r"\b([A-Z]{3})\b", text)
    sign = next((name for mark, name in _CURRENCY_SIGNS.items() if mark in text), code.group(1) if code else None)
    amount = re.sub(r"[^\d.,-]", "", text)
    decimal_comma = re.search(r",\d{1,2}$", amount) or ("." in amount and amount.rfind(",") > amount.rfind("."))
    amount = amount.replace(".", "").replace(",", ".") if decimal_comma else amount.replace(",", "")
    return amount or text, sign


def availability(text: str) -> str:
    """One of our availability words where the text is understood, else the text in their manner."""
    word = text.casefold().strip()
    if word in _IN_STOCK or (word.isdigit() and int(word) > 0):
        return "in_stock"
    return "out_of_stock" if word in _OUT_OF_STOCK else word.replace(" ", "_").replace("-", "_")


def listed(text: str) -> list[str]:
    """The parts of a cell that holds several values."""
    return [part.strip() for part in re.split(r"[|;,/]", text) if part.strip()]
