"""Messages that are known by their form: small talk, a wish for a person, questions about the shop's rules."""

import re

from shopchat.assistant.language import LANGUAGES, SMALL_WORDS
from shopchat.assistant.understanding.wish import Ask, Intent
from shopchat.knowledge.phrasing import SENTENCE_WORDS, STOP_WORDS
from shopchat.knowledge.terms import index_terms, query_terms

# Words around small talk that change nothing of it.
_FILLERS = re.compile(
    r"\b(?:ok(?:ay)?|great|perfect|cool|nice|awesome|amazing|excellent|brilliant|lovely|wonderful|super|alright|all right|got it|i see|very helpful|helpful"
    r"|that'?s? (?:is |was )?(?:all|it|great|helpful|perfect|everything|very kind)(?: for (?:now|today))?|there|everyone|team|all|again|mate|man|guys|folks|buddy|dear|friend|is |anyone|anybody|here"
    r"|a lot|so much|very much|a bunch|a ton|in advance|for (?:your|the|all your|all the) (?:help|time|info\w*|answer)|for now|have a (?:good|nice|great) (?:day|one|evening|weekend)"
    r"|good|well|so|and|then|now|later|today|zusammen|sehr|alles klar|gut|prima|toi|à tous|à vous|dir|euch|ihnen|vielmals|d'accord|parfait|beaucoup|bien|a todos|a ti|a usted|vale|perfecto|mucho)\b"
)
_PHRASES: dict[Intent, str] = {
    Intent.GREETING: r"(?:hi+|hello+|hey+|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day)|morning|how are you(?: doing)?|how's it going|what's up|sup"
    r"|hallo|guten (?:tag|morgen|abend)|moin|servus|gr[uü](?:ß|ss) (?:gott|dich)|wie geht(?:'s| es dir| es ihnen)?"
    r"|bonjour|bonsoir|salut|coucou|(?:comment )?ça va|hola|buenas|buenos d[ií]as|buenas (?:tardes|noches)|qué tal)",
    Intent.THANKS: r"(?:many |no |okay )?(?:thanks|thank you|cheers|danke(?:sch[oö]n)?|vielen dank|nein danke|merci|non merci|(?:muchas |no )?gracias)(?: you)?",
    Intent.GOODBYE: r"(?:bye(?:[ -]bye)?|goodbye|see (?:you|ya)|ciao|take care|tsch[uü]ss|auf wiedersehen|bis bald|au revoir|[aà] bient[oô]t|adi[oó]s|hasta (?:luego|pronto))",
    Intent.IDENTITY: r"(?:(?:so )?(?:who|what) are you|are you (?:an? )?(?:(?:real|actual|live) )?(?:robot|bot|human|person|ai|machine|chatbot|real)|am i (?:talking|speaking|chatting) (?:to|with) an? (?:(?:real|actual|live) )?(?:robot|bot|human|person|ai|machine)"
    r"|what's your name|what can you do|what do you do|how can you help(?: me)?|(?:wer|was) bist du|bist du ein (?:mensch|bot|roboter)|was kannst du|qui (?:es-tu|êtes-vous)|(?:es-tu|êtes-vous) un (?:humain|robot)|quién eres|eres un (?:robot|humano))",
}
_WHOLE = {intent: re.compile(rf"\W*(?:{pattern})(?:\W+(?:{pattern}))*\W*") for intent, pattern in _PHRASES.items()}
_AGREEING = re.compile(
    r"\W*(?:yes|yeah|yep|yup|sure|of course|please|yes please|please do|i would|ja|gerne?|klar|bitte|oui|volontiers|s'il vous pla[iî]t|s[ií]|claro|por favor|\W)+"
)
_REFUSING = re.compile(r"\W*(?:no|nope|nah|not now|nein|non|nicht|thanks|thank you|danke|merci|gracias|\W)+")
_STAFF = r"(?:human|person|agent|someone|somebody|representative|rep|advisor|staff|employee|manager|supervisor|operator|colleague|customer (?:service|support|care))"
_PERSON = re.compile(
    rf"\b(?:(?:talk|speak|chat|write|connect|put|transfer|hand)\b.{{0,25}}\b{_STAFF}|(?:human|live|real) (?:agent|person|support|being)|i (?:want|need) (?:a|an|the|your) {_STAFF}|talk to a person"
    r"|(?:mit )?(?:einem|einen|echten?) (?:menschen|mitarbeiter(?:in)?)|mitarbeiter sprechen|jemandem sprechen"
    r"|parler (?:à|avec) (?:quelqu'?un|une personne|un (?:humain|conseiller|agent))|un (?:humain|conseiller)\b"
    rf"|hablar con (?:una persona|alguien|un (?:humano|agente|asesor)))\b|^\W*(?:an? )?(?:{_STAFF}|mensch|humain|humano)(?: please)?\W*$"
)
# A price beside these words is part of the question, not a wish for a product.
_RULES = re.compile(
    r"\b(?:shipping|ship|ships|deliver(?:y|ies)?|postage|returns?|refunds?|exchanges?|warranty|guarantee|policy|policies|payment|pay|paypal|klarna"
    r"|instal?lments?|invoice|vouchers?|coupons?|promo(?:tional)? codes?|code promo|discount codes?|gift cards?|orders?|cancel|tracking|customs|tax|vat|duties|privacy"
    r"|versand(?:kosten)?|liefer(?!bar)\w*|r[uü]ckgabe|zur[uü]ck(?:geben|schicken)|umtausch|retoure|erstattung|garantie|zahlung|bezahlen|bestellung|gutschein"
    r"|livraison|exp[eé]dition|retour(?:s|ner)?|remboursement|[eé]change|paiement|payer|commande|env[ií]os?|entrega|devoluci[oó]n|devolver"
    r"|reembolso|cambio|garant[ií]a|pago|pagar|pedido)\b"
)
_ASKS = {
    Ask.OPTIONS: re.compile(
        r"\b(?:(?:in )?(?:what|which)(?: other)? (?:sizes?|colou?rs?|options?|versions?|materials?|variants?)(?: (?:does|do|is|are|can|have))?"
        r"|(?:in )?welche[nr]? (?:gr[oö](?:ß|ss)en?|farben?|varianten?|ausf[uü]hrungen)|(?:en )?quelles? (?:tailles?|couleurs?|pointures?|options?)"
        r"|(?:en )?qu[eé] (?:tallas?|colores?|opciones?|tama[nñ]os?))\b(?:.{0,40}\b(?:come in|available in|get(?: it)? in)\b)?"
    ),
    Ask.PRICE: re.compile(
        r"\b(?:how much(?: (?:is|are|does|do|for|would|will))?|what(?:'s| is| are)? the prices?(?: of| for)?|what does|prices? (?:of|for)|costs?"
        r"|was kostet|was kosten|wie ?viel kostet|wie teuer (?:ist|sind)|preis(?:e)?(?: von| f[uü]r)?|combien (?:co[uû]tent?|vaut|valent)?|(?:le |quel est le )?prix(?: de| du)?"
        r"|cu[aá]nto (?:cuestan?|valen?)|(?:el |qu[eé] )?precio(?: de| del)?)\b"
    ),
    Ask.STOCK: re.compile(
        r"\b(?:in stock|available|availability|have any left|left in|sold out|out of stock|auf lager|lieferbar|verf[uü]gbar|vorr[aä]tig|ausverkauft"
        r"|en stock|disponibles?|en rupture|agotad[oa]s?|hay existencias)\b"
    ),
}
_WISHING = re.compile(
    r"\b(?:need|want|looking|recommend\w*|suggest\w*|gifts?|presents?|help|buy|show|sell|offer|ideas?|something|products?|what (?:else )?do you (?:have|sell|carry|offer)|what have you got|what's available|was habt|habt ihr|qu'avez-vous|qu[eé] tiene[ns]?|brauche|suche|empfehl\w*|geschenk\w*|kaufen"
    r"|verkauf\w*|zeig\w*|angebot|produkte|cherche|besoin|cadeaux?|acheter|vendez|conseill\w*|propos\w*|produits|busco|necesito|regalos?|comprar|vend[eé]\w*|recom\w*|productos)\b"
)
_ASKING = re.compile(
    r"^\W*(?:and |und |et |y )?(?:is|are|isn't|aren't|was|do|does|have|has|can|what|which|in what|ist|sind|gibt|habt|haben|hast|est|sont|est-ce|avez|y a|hay|est[aá]n?|tienen?s?|ten[eé]is)\b"
)
_SPENDING = re.compile(
    r"\b(?:(?:i )?(?:do not|don't|can't|cannot) (?:want to |wanna |like to )?(?:spend|afford|pay)(?: on)?|(?:to )?(?:spend|afford)(?: on)?|budget|priced?|dollars?|bucks"
    r"|euros?|ausgeben|d[eé]penser|gastar(?:me)?)\b"
)
_TO_THE_SHOP = re.compile(
    r"\b(?:you|yours?|our|my|(?:can|could|may|do) i|(?:is|are) there|(?:the|this) (?:shop|store|company|business|website|site)|orders?"
    r"|ihr|euch|eure?[mnrs]?|ihnen|ihre?[mnrs]?|sie|meine?[mnrs]?|(?:kann|darf) ich|gibt es|bestell\w*"
    r"|vous|votre|vos|mon|mes|puis-je|peut-on|y a-t-il|commandes?"
    r"|usted(?:es)?|vosotros|vuestr[oa]s?|tenéis|tienen|mis?|puedo|se puede|hay|pedidos?)\b"
)
_WHETHER = re.compile(
    r"^\W*(?:and |und |et |y )?(?:is|are|do|does|did|can|could|may|will|would|has|have|ist|sind|kann|können|gibt|hat|haben|wird|werden|est|sont|peut"
    r"|puede|pueden|es|son|están?)\b"
)
# Words that stand for any product.
_ANYTHING = {
    tongue: frozenset(index_terms(words, tongue))
    for tongue, words in {
        "en": "product products item items thing things something anything stuff article articles one ones option options everything sell price priced "
        "dollars bucks euros shop store catalogue catalog range gift gifts present presents birthday christmas idea ideas available come size sizes colour "
        "color colours colors version versions give buy help choose recommend expensive cheap nice good different kind kinds "
        "sister brother mother mom mum father dad wife husband son daughter kid child girlfriend boyfriend partner friend grandma grandpa aunt uncle boss colleague cheaper others more another",
        "de": "welches welcher welche davon nur zeigen zeigt zeigst produkt produkte artikel etwas was sachen ding dinge alles preis euro shop laden verkauft verkaufen geschenk geschenke geburtstag weihnachten idee "
        "ideen größe größen farbe farben sortiment kaufen hilfe empfehlen empfehlung zeig zeige schönes gutes davon "
        "schwester bruder mutter vater mama papa frau mann sohn tochter freund freundin oma opa kollege günstiger günstigere günstigeres billiger billigere andere mehr",
        "fr": "lequel laquelle lesquels lesquelles celui celle ceux celles seulement uniquement montre montrez montrez-moi montre-moi voir afficher donnez-moi montrer produit produits article articles quelque chose choses prix euros boutique magasin vendez vendre cadeau cadeaux anniversaire noël idée idées taille "
        "tailles couleur couleurs acheter aide aider proposez tout "
        "soeur frère mère père femme mari fils fille ami amie copain copine cher chers chère moins plus autres",
        "es": "solo sólo solamente únicamente cuál cuáles muéstrame muestra enséñame enseñe mostrar ver producto productos artículo artículos algo cosa cosas precio euros tienda venden vendéis vender regalo regalos cumpleaños navidad idea ideas talla tallas "
        "color colores comprar ayuda ayudar todo "
        "hermana hermano madre padre mujer marido hijo hija amigo amiga novio novia barato baratos barata baratas más otros otras",
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


def small_talk(said: str, *, name: str = "", offered_person: bool = False) -> Intent | None:
    """The intent of a message that is nothing but small talk, or a wish for a person.

    `name` is the chatbot's, by which it may be greeted; `offered_person` whether the answer before ended with that
    offer, so that "yes" accepts it.
    """
    if offered_person and _AGREEING.fullmatch(said):
        return Intent.PERSON
    if offered_person and _REFUSING.fullmatch(said):
        return Intent.THANKS
    called = re.sub(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", " ", said) if name else said
    for plain in (called, _FILLERS.sub(" ", called)):
        for intent, pattern in _WHOLE.items():
            if pattern.fullmatch(plain):
                return intent
    if _PERSON.search(said):
        return Intent.PERSON
    return Intent.THANKS if not re.search(r"\w", _FILLERS.sub(" ", said)) and re.search(r"\w", said) else None


def about_rules(said: str) -> bool:
    """Whether words of the shop's rules occur: shipping, returns, payment, ..."""
    return bool(_RULES.search(said)) or bool(topics(said) - {"payment"})


_TOPICS = {
    "delivery": re.compile(
        r"\b(?:shipping|ships?|shipped|deliver(?:y|ies|ed|s)?|postage|dispatch\w*|versand\w*|liefer\w*|zustell\w*|livr\w*|exp[eé]di\w*|env[ií]\w*|entrega\w*)\b"
    ),
    "returns": re.compile(
        r"\b(?:returns?|returned|returning|refund\w*|exchang\w*|send\w* (?:\w+ )?back|money back|r[uü]ckgabe\w*|r[uü]cksend\w*|zur[uü]ck\w*|umtausch\w*|retoure\w*|erstatt\w*|widerruf\w*"
        r"|retour\w*|rembours\w*|[eé]chang\w*|devoluci\w*|devolv\w*|devuelv\w*|reembols\w*|cambios?)\b"
    ),
    "payment": re.compile(
        r"\b(?:pay|pays|paying|payments?|paypal|klarna|visa|mastercard|instal?lments?|invoice|zahl\w*|bezahl\w*|rechnung|ratenzahlung|pai(?:e|em)\w*|payer|pag(?:o|os|ar|as|an))\b"
    ),
    "warranty": re.compile(r"\b(?:warrant\w*|guarantee\w*|garantie\w*|garant[ií]a\w*)\b"),
    "privacy": re.compile(r"\b(?:privacy|personal data|datenschutz|confidentialit[eé]|privacidad)\b"),
}


def topics(said: str) -> set[str]:
    """Which of the matters that shops make rules for a text (lower case) is about, in any of our languages."""
    return {topic for topic, pattern in _TOPICS.items() if pattern.search(said)}


def may_mean_shop(text: str) -> bool:
    """Whether the words speak to the shop ("do you", "my order"), or ask whether something is so ("are batteries ...")."""
    said = text.casefold()
    return bool(_TO_THE_SHOP.search(said) or _WHETHER.search(said))


def asked_fact(said: str) -> tuple[Ask | None, str]:
    """The fact of a product that is asked for, and the sentence without the words that ask."""
    for ask, pattern in _ASKS.items():
        if pattern.search(said):
            return ask, pattern.sub(" ", said)
    return None, said


def without_spending(said: str) -> str:
    """The sentence without the words for paying, which name nothing that could be bought."""
    return _SPENDING.sub(" ", said)


def is_question(said: str) -> bool:
    """Whether the message asks whether something is so."""
    return bool(_ASKING.search(said))


_EXPLAIN = re.compile(
    r"^\W*(?:how (?!much|many)|why|what (?:is|are|does|do|if|happens)|(?:are|is|does|do|can|should|will) (?:the|your|my|i|all|these|it)\b"
    r"|wie (?!viel)|warum|wieso|sind (?:die|eure|ihre)|comment|pourquoi|c[oó]mo|por qu[eé])"
)


def wants_explanation(said: str) -> bool:
    """Whether the message (lower case) asks how something is, rather than for things to buy."""
    return bool(_EXPLAIN.search(said))


def is_wish(said: str) -> bool:
    """Whether the message wants to be sold something, whatever it is."""
    return bool(_WISHING.search(said))


def telling_terms(text: str, language: str) -> set[str]:
    """The terms of `text` that name a thing; words for anything at all, and small words, do not."""
    terms = set(query_terms(text, language)) - _ANYTHING[language] - _SMALL[language]
    return {term for term in terms if not term[0].isdigit()}
