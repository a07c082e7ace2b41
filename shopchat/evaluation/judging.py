"""Whether an answer meets what was expected of it: reasons why not, in sentences, and none when it does."""

from decimal import Decimal

from shopchat.assistant.answer import Answer
from shopchat.evaluation.drafts import Expectations


def judge(expected: Expectations, answer: Answer) -> list[str]:
    """What the answer lacks, or says that it must not."""
    text = _plain(answer.text)
    cards = answer.product_cards()
    cited = [source.entry.title for source in answer.sources]
    shown = [name for card in cards for name in (card["title"], card["sku"]) if name]
    wrong = [f"does not say {part!r}" for part in expected.contains if _plain(part) not in text]
    wrong += [
        f"does not cite {title!r} but {_listed(cited)}"
        for title in expected.cites
        if _plain(title) not in map(_plain, cited)
    ]
    titles = [card["title"] for card in cards]
    wrong += [
        f"does not show {name!r} but {_listed(titles)}"
        for name in expected.shows
        if _plain(name) not in map(_plain, shown)
    ]
    if expected.price_below is not None:
        wrong += _prices(cards, expected.price_below)
    return wrong + [f"says {part!r}" for part in expected.must_not_say if _plain(part) in text]


def _prices(cards: list[dict[str, str | None]], below: Decimal) -> list[str]:
    priced = [(card["title"], Decimal(price)) for card in cards if (price := card["price"]) is not None]
    if not priced:
        return [f"shows no price, so none below {below}"]
    return [f"shows {title!r} at {price}, not below {below}" for title, price in priced if price >= below]


def _plain(text: str) -> str:
    """As a reader compares: no case, no marks for bold, one space where there are several."""
    return " ".join(text.replace("**", "").casefold().split())


def _listed(names: list[str]) -> str:
    return ", ".join(map(repr, names)) or "nothing"
