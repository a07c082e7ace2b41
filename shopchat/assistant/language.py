"""Which of our languages a shopper writes in."""

import re

from shopchat.assistant.understanding.shorthand import in_full

LANGUAGES = ("en", "de", "fr", "es")

# The commonest small words of each language, and what shoppers say in few words; a word in several lists counts for each.
SMALL_WORDS = {
    "en": "the is are do you i a an and for what how my can to of it in on with have your me under any this does want need show looking but please no not any some from by than more less which one ones "
    "about tell without only cheaper what's who's i'm don't am was were we they our us he she her his them these those all each other another over below above between around up least most cheapest expensive "
    "priciest affordable cheap anything something everything thing things stuff item items got get give gift gifts present newest latest new arrivals sale discounted discount reduced deals price "
    "available compare or if when where why should would could there here thanks hello",
    "de": "der die das ist sind ich ein eine und für was wie mein kann zu von es in im auf mit haben hast habt ihr euch mir unter nicht suche brauche gibt kosten kostet welche wo wann bitte hallo danke "
    "den dem des einen einem einer euer eure wir uns am zum zur als auch nur aber oder ohne über bis ab zwischen mehr weniger etwas alles günstig günstige günstiger günstigste günstigstes günstigster günstigsten "
    "billig billigste billigstes teuer teuerste teuerstes teuersten geschenk angebot reduziert reduzierte neu neue neueste neuheiten welcher welches welchen zeig zeige preis größe farbe kann kannst könnt wird werden",
    "fr": "le la les est sont je un une et pour que quoi comment mon ma puis à de du des il en dans sur avec avez vous me moins pas cherche besoin quel quelle quels où quand combien bonjour merci "
    "qu'est-ce est-ce c'est qui au aux ce cette ces votre vos nous notre sans mais ou plus cher chère chers entre jusqu'à seulement veux voudrais cadeau nouveautés promo prix quelque chose tout tous toutes",
    "es": "el la los las es son yo un una y para que qué cómo mi puedo a de del en con tiene tienen usted me menos no busco necesito cuál cuánto dónde cuándo hola gracias hay "
    "lo está están al se su sus nos sin pero o más barato barata baratos baratas caro cara entre hasta por algo todo quiero quisiera tienes tenéis regalo oferta ofertas rebajado rebajas novedades cuesta vale precio solo sólo",
}
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_LISTS = {language: frozenset(words.split()) for language, words in SMALL_WORDS.items()}


def detect(text: str, default: str) -> str:
    """The language of `text` among ours; `default`, a language tag, when the words do not tell."""
    words = _WORD.findall(in_full(text.casefold().replace("’", "'")))
    counts = {language: sum(word in small for word in words) for language, small in _LISTS.items()}
    best = max(counts.values())
    fallback = default[:2] if default[:2] in LANGUAGES else "en"
    if best == 0 or counts[fallback] == best:
        return fallback
    return next(language for language in LANGUAGES if counts[language] == best)
