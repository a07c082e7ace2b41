"""What a shopper's message asks for, read in its conversation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from shopchat.assistant import language
from shopchat.assistant.language import LANGUAGES, SMALL_WORDS
from shopchat.assistant.money import CENT, price_range
from shopchat.assistant.turns import PastTurn
from shopchat.knowledge.phrasing import SENTENCE_WORDS, STOP_WORDS
from shopchat.knowledge.terms import index_terms, query_terms


class Intent(StrEnum):
    """What kind of answer the message wants."""

    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    PERSON = "person"
    PRODUCTS = "products"  # A search that only products can answer: it names a price, a sort, stock or a sale.
    ONE_PRODUCT = "one_product"  # A product of the answer before, by its place: "the second one".
    QUESTION = "question"  # Anything else: whatever the shop's knowledge holds may answer.


class Sort(StrEnum):
    CHEAPEST = "cheapest"
    DEAREST = "dearest"


@dataclass(frozen=True)
class Understanding:
    """The message as typed wishes. `query` is what to search for, its limits taken out."""

    intent: Intent
    language: str
    query: str
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    in_stock: bool = False
    on_sale: bool = False
    sort: Sort | None = None
    ordinal: int | None = None
    exclude: tuple[str, ...] = ()
    about_rules: bool = False  # Words of the shop's rules occur: shipping, returns, payment, ...

    @property
    def names_things(self) -> bool:
        """Whether `query` still says what kind of product is wanted once "something" and "items" are taken out."""
        return bool(set(query_terms(self.query, self.language)) - _ANYTHING[self.language] - _SMALL[self.language])


_PHRASES: dict[Intent, str] = {
    Intent.GREETING: r"(?:hi|hello|hey|hiya|howdy|yo|good (?:morning|afternoon|evening)|hallo|guten (?:tag|morgen|abend)|moin|servus|gr[uü](?:ß|ss) (?:gott|dich)"
    r"|bonjour|bonsoir|salut|coucou|hola|buenas|buenos d[ií]as|buenas (?:tardes|noches))(?: (?:there|everyone|team|all|zusammen|toi|à tous|a todos))?",
    Intent.THANKS: r"(?:ok(?:ay)?,? )?(?:thanks|thank you|thx|ty|cheers|many thanks|danke(?:sch[oö]n)?|vielen dank|merci(?: beaucoup)?|(?:muchas )?gracias)"
    r"(?: (?:a lot|so much|very much|sehr|that'?s? (?:all|great|helpful|perfect)|for (?:your|the) help|you))*",
    Intent.GOODBYE: r"(?:bye(?:[ -]bye)?|goodbye|see you(?: later)?|ciao|tsch[uü]ss|auf wiedersehen|au revoir|adi[oó]s|hasta luego)",
}
_WHOLE = {intent: re.compile(rf"\W*{pattern}\W*") for intent, pattern in _PHRASES.items()}
_PERSON = re.compile(
    r"\b(?:(?:talk|speak|chat|write|connect|put|transfer|hand)\b.{0,25}\b(?:human|person|agent|someone|somebody|representative|rep|advisor|staff|employee)"
    r"|(?:human|live|real) (?:agent|person|support|being)|i (?:want|need) (?:a|an) (?:human|person|agent)|talk to a person"
    r"|(?:mit )?(?:einem|einen|echten?) (?:menschen|mitarbeiter(?:in)?)|mitarbeiter sprechen|jemandem sprechen"
    r"|parler (?:à|avec) (?:quelqu'?un|une personne|un (?:humain|conseiller|agent))|un (?:humain|conseiller)\b"
    r"|hablar con (?:una persona|alguien|un (?:humano|agente|asesor)))\b|^\W*(?:human|agent|person|mensch|humain|humano)\W*$"
)
# Words of the shop's rules: a price beside them is part of the question, not a wish for a product.
_RULES = re.compile(
    r"\b(?:shipping|ship|ships|deliver(?:y|ies)?|postage|returns?|refunds?|exchanges?|warranty|guarantee|policy|policies|payment|pay|paypal|klarna"
    r"|instal?lments?|invoice|voucher|coupon|promo|discount code|gift cards?|orders?|cancel|tracking|customs|tax|vat|duties|privacy"
    r"|versand(?:kosten)?|liefer\w*|r[uü]ckgabe|umtausch|retoure|erstattung|garantie|zahlung|bezahlen|bestellung|gutschein"
    r"|livraison|exp[eé]dition|retour(?:s|ner)?|remboursement|[eé]change|paiement|payer|commande|env[ií]os?|entrega|devoluci[oó]n|devolver"
    r"|reembolso|cambio|garant[ií]a|pago|pagar|pedido)\b"
)
_IN_STOCK = re.compile(r"\b(?:in stock|available(?: now)?|auf lager|lieferbar|vorr[aä]tig|en stock|disponibles?)\b")
_ON_SALE = re.compile(
    r"\b(?:on sale|discounted|reduced|marked down|(?:any )?(?:deals?|sale items?|bargains?|offers?)|im angebot|reduziert\w*|angebote?|sale"
    r"|en promo(?:tion)?|sold[eé]e?s?|promotions?|en oferta|rebajad[oa]s?|ofertas?)\b"
)
_CHEAPEST = re.compile(
    r"\b(?:cheapest|lowest[- ]priced?|least expensive|most affordable|g[uü]nstigste[nrs]?|billigste[nrs]?|(?:le|la|les) moins ch[eè]re?s?|m[aá]s barat[oa]s?)\b"
)
_DEAREST = re.compile(
    r"\b(?:most expensive|priciest|dearest|highest[- ]priced?|teuerste[nrs]?|(?:le|la|les) plus ch[eè]re?s?|m[aá]s car[oa]s?)\b"
)
_CHEAPER = re.compile(
    r"\b(?:cheaper|less expensive|more affordable|lower price|g[uü]nstiger\w*|billiger\w*|moins ch[eè]re?s?|m[aá]s barat[oa]s?)\b"
)
_MORE = re.compile(
    r"^\W*(?:(?:show|see|any|are there|do you have|zeig|gibt es|montre|muestra)\b.{0,20})?"
    r"(?:more|others?|else|another|mehr|andere|noch|d'autres|plus|más|otros|otras)\b.{0,20}$"
)
_ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "first 1st erste ersten erstes premier première primero primera primer",
            "second 2nd zweite zweiten zweites deuxième second segundo segunda",
            "third 3rd dritte dritten drittes troisième tercero tercera",
            "fourth 4th vierte vierten viertes quatrième cuarto cuarta",
            "fifth 5th fünfte fünften fünftes cinquième quinto quinta",
        ),
        start=1,
    )
    for word in words.split()
}
_ORDINAL = re.compile(
    rf"\b(?:the |das |die |den |le |la |el )?({'|'.join(_ORDINALS)}|last|letzte\w*|dernière?|últim[oa])\b(?: (?:one|item|product|option|produkt|produit|producto))?"
)
_POINTING = re.compile(
    r"\b(?:one|ones|it|its|that|this|those|them|item|product|option|das|die|den|der|davon|celui|celle|ceux|el|la|ese|esa)\b"
)
# Words that stand for any product.
_ANYTHING = {
    tongue: frozenset(index_terms(words, tongue))
    for tongue, words in {
        "en": "product products item items thing things something anything stuff article articles one ones option options everything sell "
        "price priced dollars bucks euros shop store",
        "de": "produkt produkte artikel etwas was sachen ding dinge alles preis euro shop laden verkauft",
        "fr": "produit produits article articles quelque chose choses prix euros boutique magasin vendez",
        "es": "producto productos artículo artículos algo cosa cosas precio euros tienda venden",
    }.items()
}
_SMALL = {
    tongue: frozenset(
        index_terms(
            " ".join((*STOP_WORDS.get(tongue, ()), *SENTENCE_WORDS.get(tongue, ()), SMALL_WORDS[tongue])), tongue
        )
    )
    for tongue in LANGUAGES
}
LAST = -1
FOLLOW_UP_WORDS = 8  # A follow-up leans on what came before and is short; longer messages stand for themselves.


def understand(message: str, past: Sequence[PastTurn], default_language: str) -> Understanding:
    """What the message wants, follow-ups resolved against the turns before it (oldest first)."""
    spoken = language.detect(message, past[-1].language if past else default_language)
    said = " ".join(message.casefold().replace("’", "'").split())
    for intent, pattern in _WHOLE.items():
        if pattern.fullmatch(said):
            return Understanding(intent, spoken, message)
    if _PERSON.search(said):
        return Understanding(Intent.PERSON, spoken, message)
    shown = next((turn for turn in reversed(past) if turn.product_ids), None)
    return _follow_up(said, spoken, shown) or _search(said, message, spoken)


def _search(said: str, message: str, spoken: str) -> Understanding:
    if _RULES.search(said):
        return Understanding(Intent.QUESTION, spoken, message, about_rules=True)
    limits = price_range(said)
    sort = Sort.DEAREST if _DEAREST.search(said) else Sort.CHEAPEST if _CHEAPEST.search(said) else None
    wish = Understanding(
        Intent.QUESTION,
        spoken,
        message,
        price_min=limits.low if limits else None,
        price_max=limits.high if limits else None,
        in_stock=bool(_IN_STOCK.search(said)),
        on_sale=bool(_ON_SALE.search(said)),
        sort=sort,
    )
    if limits or sort or wish.in_stock or wish.on_sale:
        left = said.replace(limits.text, " ") if limits else said
        for pattern in (_IN_STOCK, _ON_SALE, _DEAREST, _CHEAPEST):
            left = pattern.sub(" ", left)
        return replace(wish, intent=Intent.PRODUCTS, query=" ".join(left.split()))
    return wish


def _follow_up(said: str, spoken: str, shown: PastTurn | None) -> Understanding | None:
    """A message that only makes sense after `shown`, the last answer with products."""
    if shown is None or len(said.split()) > FOLLOW_UP_WORDS or _RULES.search(said):
        return None
    if _CHEAPER.search(said) and price_range(said) is None and shown.lowest_price is not None:
        return Understanding(
            Intent.PRODUCTS, spoken, shown.query, price_max=shown.lowest_price - CENT, exclude=shown.product_ids
        )
    ordinal = _ORDINAL.search(said)
    if ordinal and (_POINTING.search(said) or len(said.split()) <= 2):
        number = _ORDINALS.get(ordinal.group(1), LAST)
        if number == LAST or number <= len(shown.product_ids):
            place = len(shown.product_ids) if number == LAST else number
            return Understanding(Intent.ONE_PRODUCT, spoken, said, ordinal=place)
    if _MORE.match(said):
        return Understanding(
            Intent.PRODUCTS,
            spoken,
            shown.query,
            price_min=shown.price_min,
            price_max=shown.price_max,
            exclude=shown.product_ids,
        )
    return None
