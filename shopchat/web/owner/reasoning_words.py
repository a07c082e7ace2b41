"""How an answer came about, in an owner's words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shopchat.assistant.prompts import LANGUAGE_NAMES
from shopchat.assistant.understanding.wish import Ask, Intent, Sort, Understanding
from shopchat.knowledge.search_statement import OPINION_BONUS, PIN_BONUS
from shopchat.knowledge.service import Found

SHOWN = 6  # finds that the panel lists
_KINDS = {
    Intent.GREETING: "A greeting",
    Intent.THANKS: "Thanks",
    Intent.GOODBYE: "A goodbye",
    Intent.PERSON: "A wish for a person",
    Intent.IDENTITY: "A question about the chatbot itself",
    Intent.PRODUCTS: "A search for products",
    Intent.ONE_PRODUCT: "A question about one product",
    Intent.WHICH_ONE: "A follow-up that may mean several products",
    Intent.COMPARE: "A comparison",
    Intent.VAGUE: "A wish that names no thing yet",
    Intent.QUESTION: "A question",
}
_SORTS = {
    Sort.CHEAPEST: "cheapest first", Sort.DEAREST: "dearest first", Sort.NEWEST: "newest first",
    Sort.EXTREMES: "cheapest and dearest",
}  # fmt: skip
_ASKS = {Ask.PRICE: "asks for the price", Ask.STOCK: "asks about stock", Ask.OPTIONS: "asks for the options"}
# A signal's name, and the value at which its bar is full.
_SIGNALS = {
    "text": ("Words", 1.25),
    "vector": ("Meaning", 1.0),
    "standing": ("Pins and thumbs", PIN_BONUS + OPINION_BONUS),
}


@dataclass(frozen=True)
class Signal:
    """Why an entry was found; `percent` is the length of its bar."""

    label: str
    value: str
    percent: int


@dataclass(frozen=True)
class FindRow:
    """An entry that was found, and whether the answer used it."""

    entry_id: str
    title: str
    score: str
    is_used: bool
    signals: list[Signal]


def kind_of(wish: Understanding | None, intent: str) -> str:
    """What kind of message it was, by its wish or else by the stored intent."""
    named = intent if wish is None else wish.intent
    return _KINDS[Intent(named)] if named in set(Intent) else "A question"


def language_of(code: str) -> str:
    """The language's name."""
    return LANGUAGE_NAMES.get(code[:2], code)


def limits_of(wish: Understanding | None) -> list[str]:
    """What the message limits the answer to, each in a few words; of all its parts."""
    if wish is None:
        return []
    every = [limit for part in (wish, *wish.parts) for limit in _limits(part)]
    return list(dict.fromkeys(every))


def _limits(wish: Understanding) -> Iterator[str]:
    limits = wish.filters
    if limits.price_min is not None:
        yield f"from {limits.price_min}"
    if limits.price_max is not None:
        yield f"up to {limits.price_max}"
    if wish.total is not None:
        yield f"all together up to {wish.total}"
    if limits.in_stock:
        yield "in stock"
    if limits.on_sale:
        yield "on sale"
    for option in limits.options:
        yield " or ".join(sorted({value for _, value in option.pairs}) or option.words)
    yield from (f"brand {brand}" for brand in sorted(limits.brands))
    yield from (f"not {brand}" for brand in sorted(limits.not_brands))
    yield from (f"not {value}" for _, value in sorted(limits.without))
    yield from (f"not {word}" for word in dict.fromkeys((*limits.never, *limits.unsaid)))
    if wish.sort is not None:
        yield _SORTS[wish.sort]
    if wish.asks is not None:
        yield _ASKS[wish.asks]
    if wish.quantity > 1:
        yield f"{wish.quantity} pieces"
    if wish.about_rules:
        yield "about the shop's rules"
    yield from (f"number {place} of what was shown before" for place in wish.ordinals)


def find_rows(found: list[Found], used: dict[str, dict[str, Any]]) -> list[FindRow]:
    """The finds, those that were used first; `used` are the answer's sources and products by their entries' ids."""
    rows = [
        FindRow(
            str(hit.entry.id), hit.entry.title, f"{hit.score:.2f}", str(hit.entry.id) in used, _signals(hit.signals)
        )
        for hit in found
    ]
    seen = {row.entry_id for row in rows}
    rows += [FindRow(name, told["title"], "", True, []) for name, told in used.items() if name not in seen]
    return sorted(rows, key=lambda row: not row.is_used)[:SHOWN]


def _signals(signals: dict[str, float]) -> list[Signal]:
    shown = []
    for name, value in signals.items():
        label, full = _SIGNALS.get(name, (name, 1.0))
        shown.append(Signal(label, f"{value:.2f}", round(min(max(value / full, 0), 1) * 100)))
    return shown


def speaker_of(beside: dict[str, Any]) -> str:
    """Who answered, and why the model did not where it was asked."""
    model = (beside.get("model") or {}).get("name") or "the model"
    said = {
        "model": f"Answered by {model}.",
        "both": f"Begun by {model}, finished by the built-in composer.",
        "cache": f"Answered by {model} before; the same answer was given again.",
    }.get(beside.get("engine") or "", "Answered by the built-in composer.")
    return f"{said} Reason: {beside['why']}." if beside.get("why") else said


def cost_of(beside: dict[str, Any]) -> str:
    """Tokens and money of the model, where it spoke; then the time of the answer."""
    model, said = beside.get("model") or {}, []
    if model.get("input_tokens") or model.get("output_tokens"):
        said.append(f"{model['input_tokens']:,} tokens in, {model['output_tokens']:,} out")
        if model.get("cost_usd"):
            said.append(f"${float(model['cost_usd']):.4f}")
    if (taken := beside.get("latency_ms")) is not None:
        said.append(f"{taken:,.0f} ms")
    return " · ".join(said)
