"""The words around a wish: what people say to a shop assistant besides the thing itself.

Lists of a language, not of a shop: nothing here comes from a catalogue. Texts arrive normalised (lower case, no
accents, straight apostrophes).
"""

import re

STOP_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        """
        a about an and are as at be but by for from i if in into is it its me my of on or our so some such than that the
        their then there these they this those to too was we were with you your
        i'm i'd i've i'll im ive you're you've you'll it's that's there's what's where's who's we're we've we'll
        hi hello hey please thanks thank ok okay um uh hmm
        need needs needed want wants wanted wanna looking searching seeking recommend recommends recommended
        recommendation recommendations suggest suggestion suggestions advise advice show tell purchase purchasing
        buy buying really maybe perhaps probably actually basically currently everywhere anywhere luck
        """.split()
    ),
    "de": frozenset(
        """
        aber als also am an auch auf aus bei beim bin bis bist bitte da damit danke das dass dein deine dem den denn der
        des dich die dir doch du ein eine einem einen einer eines er es etwas euch euer eure fur gern gerne habe haben
        habt hallo hat hatte hatten hatte hattet hier ich ihm ihn ihnen ihr ihre ihrem ihren im in ins irgendwas ist ja
        kann kannst konnen konnt konnte konnten konntet mal man mein meine meinem meinen meiner mich mir mit mochte
        mochten nach nicht noch nur ob oder schon sehr sein seine sich sie sind so suche suchen uber um und uns unser
        unsere unseren von vom war was welche welchen welcher welches wenn wer wie wir wird wo wurde wurden zu zum zur
        brauche brauchen empfehlen gibt guten tag
        """.split()
    ),
    "fr": frozenset(
        """
        a ai ainsi alors as au aucun aussi aux avec avez avoir avons bonjour c'est ca ce cela ces cet cette chez comme
        d'un d'une dans de des du elle elles en est et etes etre eu il ils j'ai j'aimerais je l la le les leur leurs lui
        m ma mais me merci mes moi mon n ne nos notre nous on ou par pas peut peux pour pouvez qu'est que quel quelle
        quelles quels qui s sa salut se ses si son sont sur svp t ta te tes toi ton tu un une vers voici vos votre
        voudrais vous y cherche besoin aurait auriez recommander conseiller plait
        """.split()
    ),
    "es": frozenset(
        """
        a al algo algun alguna algunas alguno algunos antes asi aunque busco buscando como con cual cuales cuando de del
        desde donde el ella ellas ellos en entre era eres es esa esas ese eso esos esta estan estas este esto estos
        estoy favor fue gracias ha han has hasta hay he hola la las le les lo los mas me mi mis mucho muy necesito ni no
        nos nosotros nuestra nuestro o os otra otro para pero poco por porque que quien quiero quisiera se sea ser si
        sin sobre son soy su sus tal tambien te teneis tener tengo ti tiene tienen tienes tu tus un una unas uno unos
        usted ustedes y ya yo podria podrias puede puedes recomendar recomendarme buenos buenas dias tardes
        """.split()
    ),
}

# Pronouns, helping verbs and question words mean nothing in a sentence and may be a name among keywords ("dr who",
# "can opener"), so they count as small talk only where there is a sentence around them.
SENTENCE_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        """
        all also am any anyone anything around available been being best better both can can't cant could did didn't do
        does doesn't doing don't dont else ever every everything find finding fine get gets getting give go going gonna
        good got gotta great had has have having he help her here hers him his hope how idea ideas isn't it'd just kind
        kinda know let let's like lovely made make makes many may mine more most much must nice no not now one ones only
        options ours out pick possible quite right say see sell sells selling she should someone something somewhere
        soon sort sorts still stock stuff sure take tell them thing things think thinking today tomorrow tonight try
        trying type types us use used using very way week well went what whatever whats when where whether which while
        who whom whose why will won't wonder wondering would yes yet yours
        """.split()
    ),
}

_SOMEONE = (
    r"(?:(?:little|older|younger|big|elder|new|old|best|dear) )?"
    r"(?:sister|brother|mother|mom|mum|mommy|father|dad|daddy|wife|husband|spouse|son|daughter|kids?|child(?:ren)?|"
    r"girlfriend|boyfriend|partner|fiancee?|friends?|buddy|niece|nephew|aunt(?:ie)?|uncle|cousin|grandma|grandpa|"
    r"grandmother|grandfather|grandson|granddaughter|parents|boss|colleague|coworker|neighbou?r|teacher|roommate|"
    r"family|in-laws|mother-in-law|father-in-law|self)(?:'s)?(?: (?:birthday|wedding|anniversary|graduation))?"
)

_PHRASES: dict[str, tuple[str, ...]] = {
    "en": (
        (
            r"^(?:(?:hi|hello|hey|hiya|howdy|greetings|yo|good (?:morning|afternoon|evening|day))\b"
            r"(?: (?:there|all|team|guys|everyone|folks|again))?[\s,.!-]*)+"
        ),
        r"\b(?:many )?(?:thanks|thank you|thx|cheers)(?: (?:a lot|so much|very much|in advance|again))?\b",
        r"\b(?:please|pls|plz|kindly|by any chance|if possible|if you can|excuse me)\b",
        r"\b(?:i was|i am|i'm|im|was|just)? ?wonder(?:ing)? (?:if|whether)\b",
        r"\bdo you (?:know|think) (?:if|whether|where|what|which)\b",
        (
            r"\b(?:can|could|would|will|might|may) (?:you|u|anyone|someone|somebody)(?: (?:please|kindly|possibly|"
            r"maybe))?"
            r"(?: (?:recommend|suggest|show|find|advise|help|point))?(?: (?:me|us))?(?: (?:to|towards|with|find|"
            r"out))*\b"
        ),
        (
            r"\b(?:do|does|did|would|might) (?:you|u|your (?:shop|store)|this (?:shop|store)|the (?:shop|store))"
            r"(?: (?:guys|folks|people|happen to|currently|also|still|even|perhaps))*"
            r" (?:have|sell|carry|stock|offer|got|keep|recommend|suggest)\b"
        ),
        r"\b(?:have you(?: guys)? got|you got|got any)\b",
        r"\b(?:are|is) there (?:any|an?|some)\b",
        r"\bwhat (?:kinds?|sorts?|types?) of\b",
        r"\b(?:any|some) (?:recommendations?|suggestions?|ideas?|advice|tips)\b(?: (?:for|on|about|of|regarding))?",
        (
            r"\b(?:i|we|she|he|they)(?:'m|'re|'s|m| am| are| is| was| were| have been|'ve been)"
            r"(?: (?:just|really|currently|also|still|desperately|mainly))*"
            r" (?:looking|searching|hunting|shopping|browsing|hoping|trying|thinking|interested|after|in need|"
            r"in the market)"
            r"(?: (?:for|in|of|about|at|around|to))*(?: (?:find|buy|get|purchase|order|see|buying|getting))?\b"
        ),
        r"\b(?:looking|searching|hunting|shopping) for\b",
        (
            r"\b(?:i|we|she|he|they)(?:'d|'ll|d| would| could| might| will)?"
            r"(?: (?:just|really|also|still|desperately|urgently|kinda))*"
            r" (?:like|love|want|wants|need|needs|wanna|prefer|require|fancy)(?: to)?"
            r"(?: (?:buy|get|find|purchase|order|see|own|know|look at|look for|try))?\b"
        ),
        (
            r"\b(?:help|show|give|find|get|tell|bring|recommend|suggest)(?: to)? (?:me|us)"
            r"(?: (?:to|find|with|choose|pick|get|about|out|all|some|more))*\b"
        ),
        r"\b(?:where|how) (?:can|could|do|would|should) (?:i|we) (?:find|get|buy|order|purchase)\b",
        r"\b(?:what|how) about\b",
        r"\b(?:as )?(?:an? )?(?:(?:birthday|christmas|xmas|wedding|anniversary) )?(?:gift|present)s? for (?:my|our) "
        + _SOMEONE
        + r"\b",
        r"\bfor (?:my|our) " + _SOMEONE + r"\b",
        r"\b(?:my|our) "
        + _SOMEONE
        + r"(?= (?:really |also |just )?(?:wants?|needs?|wishes|would|loves?|likes?|asked)\b)",
        (
            r"\b(?:by |for |before |until )?(?:next|this|the coming) (?:week|weekend|month|monday|tuesday|wednesday|"
            r"thursday|friday|saturday|sunday)\b"
        ),
        r"\b(?:in|on|at|from) (?:your|the|this) (?:shop|store|site|website|catalogu?e|range|assortment)\b",
        r"\b(?:something|anything|things?|stuff) (?:like|such as|similar to)\b",
    ),
    "de": (
        r"^(?:(?:hallo|hi|hey|moin|servus|guten (?:tag|morgen|abend))\b(?: zusammen)?[\s,.!-]*)+",
        r"\b(?:vielen dank|danke(?: schon)?|bitte)\b",
        (
            r"\b(?:konnen|konnten|kannst|konntest|wurden|wurdest) (?:sie|du|ihr)(?: mir| uns)?"
            r"(?: (?:bitte|vielleicht))?(?: (?:empfehlen|zeigen|helfen|sagen))?\b"
        ),
        r"\b(?:haben|habt|hast|fuhren|verkaufen) (?:sie|ihr|du)\b",
        r"\b(?:gibt es|gibt's)(?: bei (?:euch|ihnen))?\b",
        (
            r"\b(?:ich|wir) (?:bin|sind|suche|suchen|brauche|brauchen|mochte|mochten|hatte|hatten|will|wollen|"
            r"wurde|wurden)"
            r"(?: (?:gern|gerne|auf der suche|nach))*(?: (?:kaufen|haben|wissen))?\b"
        ),
        r"\bauf der suche nach\b",
        (
            r"\bfur (?:meine|meinen|mein|unsere|unseren) (?:schwester|bruder|mutter|vater|mama|papa|frau|mann|"
            r"sohn|tochter|"
            r"freund|freundin|kind|kinder|oma|opa|eltern)\b"
        ),
    ),
    "fr": (
        r"^(?:(?:bonjour|bonsoir|salut|coucou|hello)\b[\s,.!-]*)+",
        r"\b(?:s'il vous plait|s'il te plait|svp|merci(?: beaucoup| d'avance)?)\b",
        (
            r"\b(?:pouvez|pourriez|peux|pourrais)[- ](?:vous|tu)(?: (?:me|nous|m'))?"
            r"(?: ?(?:recommander|conseiller|montrer|aider|trouver|dire))?(?: a (?:trouver|choisir))?\b"
        ),
        r"\b(?:avez|auriez|vendez|proposez|as|aurais)[- ](?:vous|tu)\b",
        r"\best[- ]ce que (?:vous|tu) (?:avez|auriez|vendez|proposez|as)\b",
        (
            r"\b(?:je|nous) (?:cherche|cherchons|recherche|recherchons|voudrais|voudrions|veux|voulons|souhaite)"
            r"(?: (?:acheter|trouver|avoir|savoir))?\b"
        ),
        r"\b(?:j'aimerais|j'ai besoin)(?: (?:acheter|trouver|avoir|savoir))?\b",
        r"\by a[- ]t[- ]il\b",
        (
            r"\bpour (?:ma|mon|mes|notre|nos) (?:soeur|frere|mere|pere|maman|papa|femme|mari|fils|fille|ami|amie|"
            r"copain|"
            r"copine|enfants?|grand-mere|grand-pere|parents)\b"
        ),
    ),
    "es": (
        r"^(?:(?:hola|buenas|buenos dias|buenas tardes|buenas noches)\b[\s,.!-]*)+",
        r"\b(?:por favor|(?:muchas )?gracias)\b",
        (
            r"\b(?:me )?(?:puede|puedes|podria|podrias|pueden)(?: (?:recomendar|mostrar|ayudar|decir|ensenar)"
            r"(?:me|nos)?)?"
            r"(?: a (?:encontrar|elegir))?\b"
        ),
        r"\b(?:tienen|tienes|teneis|tiene usted|venden|vendeis|hay)\b",
        r"\b(?:estoy )?(?:busco|buscando)\b",
        r"\b(?:yo )?(?:quiero|quisiera|necesito|me gustaria)(?: (?:comprar|encontrar|ver|saber|tener))?\b",
        (
            r"\bpara mi (?:hermana|hermano|madre|padre|mama|papa|mujer|esposa|marido|esposo|hijo|hija|amigo|amiga|"
            r"novio|"
            r"novia|abuela|abuelo)\b"
        ),
    ),
}

_COMPILED = {language: tuple(map(re.compile, phrases)) for language, phrases in _PHRASES.items()}
_EDGES = " \t\r\n,.;:!?¿¡-"


def without_phrases(text: str, language: str) -> str:
    """`text` less its greetings, politeness and ways of asking; empty when there was nothing else."""
    for phrase in _COMPILED.get(language[:2], ()):
        text = phrase.sub(" ", text)
    return re.sub(r"\s+", " ", text).strip(_EDGES)
