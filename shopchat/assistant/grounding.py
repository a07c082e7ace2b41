"""The wall between a model and a shopper: a sentence is shown only if everything in it is held by this turn's sources.

Prices, discounts and stock are compared with the product's row, never with its prose. Times, shares, codes, contacts
and numbers have to stand in an entry that speaks of the same matter. A link is an entry's own page. A name is one that
a source holds. What is left has to be made of the shop's words and of words that claim nothing. Pure: values in, a
verdict out.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from shopchat.assistant.grounding_claims import Claims, claims_of, plain
from shopchat.assistant.grounding_comparisons import untrue_comparison
from shopchat.assistant.grounding_evidence import Evidence, Item
from shopchat.assistant.grounding_names import Mention, mentions, unknown_name
from shopchat.assistant.grounding_products import Proof, proofs
from shopchat.assistant.grounding_promises import unsupported
from shopchat.assistant.grounding_stock import SCARCE, offers
from shopchat.assistant.grounding_texts import HALF, agrees, resolved, said_by, telling

_MARKUP = re.compile(
    r"<\s*/?\s*[a-z!]|!\[|\]\s*\[|```|\b(?:javascript|data|vbscript)\s*:|&#?\w+;|\{\{|\\u[0-9a-f]{4}", re.IGNORECASE
)
_MIXED_SCRIPTS = re.compile(r"[A-Za-z][\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f][A-Za-z]")
_SPELT_OUT = re.compile(r"(?:\b[^\W_][\s._*-]){4,}[^\W_]\b")
_HIDDEN = {"Cf", "Cc", "Co", "Cs"}  # Unicode categories
_SHOWN_ALL_THE_SAME = "\n\t\u00ad"
_JOINED = re.compile(
    r"[\s,;&/*_]*(?:(?:and|or|both|the|und|oder|der|die|das|et|ou|le|la|les|y|o|el|los|las)\b[\s,;&/*_]*)*"
)
_PRONOUN = re.compile(
    r"\W*(?:(?:and|but|plus) )?(?:its?|it's|this|that|these|those|they|both|each|s?he|er|sie|es|dies\w*|ils?|elles?"
    r"|celui|celle|ce|est[ae]|estos|ambos)\b",
    re.IGNORECASE,
)
_THAN = re.compile(r"\b(?:than|als|que)\b", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[\s()./-]")


@dataclass(frozen=True)
class Verdict:
    """Whether a sentence may be shown. `why` says what could not be resolved, `proofs` what resolves it.

    `products` are those it names, in order; `subject` the product that a following "it" means.
    """

    kept: bool
    why: str = ""
    proofs: tuple[Proof, ...] = ()
    products: tuple[Item, ...] = ()
    subject: Item | None = None


def check(sentence: str, evidence: Evidence, subject: Item | None = None) -> Verdict:
    """Judges one sentence after another; `subject` is the last verdict's."""
    if why := _unreadable(sentence) or _foreign_letters(sentence, evidence):
        return Verdict(False, why)
    text = plain(sentence)
    claims = claims_of(text)
    named = mentions(text, evidence)
    products = tuple(dict.fromkeys(mention.item for mention in named))
    if why := (
        _outside(claims, evidence)
        or _unprovable(claims, evidence)
        or _beyond_limits(products, evidence)
        or _invented(text, named, evidence)
    ):
        return Verdict(False, why)
    if named:
        return _about_products(text, named, products, evidence)
    return _about_the_shop(text, claims, evidence, subject)


def _unreadable(sentence: str) -> str:
    if _MARKUP.search(sentence) or _MIXED_SCRIPTS.search(sentence):
        return "markup or mixed scripts"
    if sentence.strip() and not any(it.isalnum() for it in sentence):
        return "no words"
    if _SPELT_OUT.search(sentence):
        return "words spelt out"
    hidden = (unicodedata.category(it) in _HIDDEN and it not in _SHOWN_ALL_THE_SAME for it in sentence)
    return "hidden characters" if any(hidden) else ""


def _foreign_letters(sentence: str, evidence: Evidence) -> str:
    """Letters and digits of another script that stand in no entry: what looks like one word and is another."""
    strange = [
        it for it in unicodedata.normalize("NFKC", sentence) if not it.isascii() and it.isalnum() and not _is_latin(it)
    ]
    known = evidence.words() if strange else ""
    return "letters of another script" if any(it.casefold() not in known for it in strange) else ""


def _is_latin(letter: str) -> bool:
    return letter.isalpha() and unicodedata.name(letter, "").startswith(("LATIN", "FEMININE", "MASCULINE"))


def _outside(claims: Claims, evidence: Evidence) -> str:
    """A link, contact or code that no entry holds."""
    if not (claims.links or claims.contacts or claims.codes):
        return ""
    addresses = evidence.addresses()
    texts = "\n".join(f"{item.title}\n{item.text}\n{' '.join(item.skus)}" for item in evidence.items.values())
    digits = _PUNCTUATION.sub("", texts)
    for link in claims.links:
        if link.rstrip("/") not in addresses:
            return f"the link {link!r}"
    for contact in claims.contacts:
        is_number = "@" not in contact and _PUNCTUATION.sub("", contact) in digits
        if contact.casefold() not in texts.casefold() and not is_number:
            return f"the contact {contact!r}"
    for code in claims.codes:
        if not re.search(rf"(?<![\w-]){re.escape(code)}(?![\w-])", texts, re.IGNORECASE):
            return f"the code {code!r}"
    return ""


def _unprovable(claims: Claims, evidence: Evidence) -> str:
    """What no row can prove: how much is left, and terms such as two for one, unless an entry has them."""
    if any(kind == SCARCE for kind, _ in claims.stock):
        return "how much is left"
    held = {terms for item in evidence.items.values() for segment in item.segments for terms in segment.claims.terms}
    return next((f"the terms {terms!r}" for terms in claims.terms if terms not in held), "")


def _invented(text: str, named: Sequence[Mention], evidence: Evidence) -> str:
    """A name, a promise or a comparison that no entry bears out."""
    if (name := unknown_name(text, named, evidence)) is not None:
        return f"the name {name!r}"
    if (promise := unsupported(text, evidence.texts, evidence.language)) is not None:
        return f"the promise {promise!r}"
    return "a comparison" if untrue_comparison(text, named, evidence) else ""


def _beyond_limits(products: Sequence[Item], evidence: Evidence) -> str:
    beyond = next((item.title for item in products if not evidence.admits(item)), None)
    return f"{beyond!r} is outside the shopper's limits" if beyond else ""


def _about_products(text: str, named: Sequence[Mention], products: tuple[Item, ...], evidence: Evidence) -> Verdict:
    proven: list[Proof] = []
    for mention, part in _parts(text, named, evidence):
        claims = claims_of(part)
        of_row = proofs(mention.item, claims, part, offered=offers(text))
        if of_row is None:
            return Verdict(False, f"what it says of {mention.item.title!r}")
        proven += of_row or [(mention.item, "title")]
        rest = _beside_the_row(claims, mention.item)
        if said_by(mention.item, rest, part):
            continue
        from_text = resolved(rest, text, evidence, without=products)
        if from_text is None:
            return Verdict(False, f"a time, share or number beside {mention.item.title!r}")
        proven += from_text
    words = telling(text, evidence) - frozenset[str]().union(*(item.title_terms for item in products))
    of_products = frozenset[str]().union(*(item.terms for item in products))
    if len(words & (of_products | _of_one_text(words - of_products, proven, evidence))) < HALF * len(words):
        return Verdict(False, "words that no source has")
    if not claims_of(text).stock and not all(agrees(item, words, text) for item in products if words & item.terms):
        return Verdict(False, "the opposite of what the source says")
    return Verdict(True, "", tuple(dict.fromkeys(proven)), products, products[-1])


def _of_one_text(words: frozenset[str], proven: Sequence[Proof], evidence: Evidence) -> frozenset[str]:
    """The words that one text has too; a single one is chance, unless a claim rests on that text."""
    held = max((words & item.terms for item in evidence.texts), key=len, default=frozenset[str]())
    if len(held) > 1:
        return held
    resting = {item.id for item, _ in proven if not item.is_product}
    return words & frozenset[str]().union(*(item.terms for item in evidence.texts if item.id in resting))


def _claims_nothing(between: str, evidence: Evidence) -> bool:
    """Such as ", like the ...": what follows may be meant of both."""
    return claims_of(between) == Claims() and not telling(between, evidence) and not _THAN.search(between)


def _parts(text: str, named: Sequence[Mention], evidence: Evidence) -> list[tuple[Mention, str]]:
    """Each mention with the part of the sentence that is about it; names in a row share what follows them."""
    parts: list[tuple[Mention, str]] = []
    for at, mention in enumerate(named):
        until = named[at + 1].start if at + 1 < len(named) else len(text)
        before = text[: mention.start] if at == 0 else ""
        parts.append((mention, f"{before} {text[mention.end : until]}"))
    for at in reversed(range(len(parts) - 1)):
        between = text[named[at].end : named[at + 1].start]
        if _JOINED.fullmatch(between) or _claims_nothing(between, evidence):
            parts[at] = (parts[at][0], f"{parts[at][1]} {parts[at + 1][1]}")
    return parts


def _beside_the_row(claims: Claims, item: Item) -> Claims:
    """The claims that a product's row does not decide."""
    return replace(claims, amounts=(), percents=(), sale=(), stock=(), numbers=_foreign(claims.numbers, item))


def _foreign(numbers: Sequence[Decimal], item: Item) -> tuple[Decimal, ...]:
    return tuple(number for number in numbers if number not in item.numbers and number not in item.facts.prices())


def _about_the_shop(text: str, claims: Claims, evidence: Evidence, subject: Item | None) -> Verdict:
    words = telling(text, evidence)
    refers = subject is not None and _PRONOUN.match(text) is not None
    proven = None if refers else resolved(claims, text, evidence)
    if proven is not None:
        source = max(evidence.texts, key=lambda item: len(words & item.terms), default=None)
        if not words:
            return Verdict(True, "", tuple(proven), subject=subject)
        held = len(words & source.terms) if source is not None else 0
        # One word in common is chance; a claim that is proven, or two words, are not.
        holds = held >= HALF * len(words) and (proven or held > 1)
        if source is not None and holds and agrees(source, words, text):
            return Verdict(True, "", tuple(proven) or ((source, "content"),))
    if subject is not None and words <= subject.terms:
        of_row = proofs(subject, claims, text)
        said = said_by(subject, _beside_the_row(claims, subject), text)
        if of_row is not None and said and (claims.stock or agrees(subject, words, text)):
            field = () if not words and not of_row else ((subject, "content"),)
            return Verdict(True, "", tuple(of_row) or field, subject=subject)
    return Verdict(False, "what no source says")
