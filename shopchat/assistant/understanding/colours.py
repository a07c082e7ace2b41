"""Names of colours: in our four languages, and which finer names a shopper means by a plain one."""

from shopchat.knowledge.terms import normalise

_FORMS = {
    "en": "black white gray:grey grey blue green red brown beige yellow orange pink purple violet:purple turquoise gold silver",
    "de": "schwarz:black weiss:white grau:grey blau:blue grun:green rot:red braun:brown beige gelb:yellow orange rosa:pink lila:purple violett:purple "
    "turkis:turquoise gold silber:silver",
    "fr": "noir:black noire:black blanc:white blanche:white gris:grey grise:grey bleu:blue bleue:blue vert:green verte:green rouge:red brun:brown "
    "brune:brown marron:brown beige jaune:yellow orange rose:pink violet:purple violette:purple turquoise dore:gold argente:silver",
    "es": "negro:black negra:black blanco:white blanca:white gris:grey azul:blue verde:green rojo:red roja:red marron:brown beige amarillo:yellow "
    "amarilla:yellow naranja:orange rosa:pink morado:purple morada:purple violeta:purple turquesa:turquoise dorado:gold plateado:silver",
}
_BY_LANGUAGE: dict[str, dict[str, str]] = {
    language: {form.partition(":")[0]: form.partition(":")[2] or form for form in forms.split()}
    for language, forms in _FORMS.items()
}
# What counts as the plain colour where a catalogue does not name it: "navy" for somebody who asks for blue.
_FINER = {
    "blue": "navy sky azure cobalt royal indigo denim marine midnight sapphire",
    "green": "olive moss pine sage forest khaki mint emerald lime fern",
    "red": "crimson scarlet burgundy maroon brick cherry ruby bordeaux rust",
    "brown": "tan chocolate walnut coffee chestnut camel cognac mocha peat",
    "grey": "charcoal slate anthracite graphite fog ash steel",
    "white": "ivory snow cream ecru",
    "beige": "sand oat cream natural ecru taupe",
    "yellow": "ochre mustard honey lemon",
    "orange": "terracotta amber apricot",
    "pink": "rose blush fuchsia magenta coral salmon",
    "purple": "plum lavender lilac aubergine mauve",
    "black": "jet onyx",
    "turquoise": "teal aqua",
}
TELLING = 5  # letters from which a colour is known whatever language the rest of the message seems to be in
_INFLECTED = ("es", "en", "er", "em", "e", "s")


def plain_colour(word: str, language: str) -> str | None:
    """The English name of the colour that a normalised word of `language`, or of English, is (a longer one of any of ours); `None` for any other."""
    others = list(_BY_LANGUAGE.values()) if len(word) >= TELLING else []
    for forms in (_BY_LANGUAGE.get(language, {}), _BY_LANGUAGE["en"], *others):
        for stem in (word, *(word.removesuffix(ending) for ending in _INFLECTED if word.endswith(ending))):
            if stem in forms:
                return forms[stem]
    return None


def names_of(colour: str) -> frozenset[str]:
    """Every normalised word for a plain colour in our languages."""
    return frozenset(
        normalise(form) for forms in _BY_LANGUAGE.values() for form, plain in forms.items() if plain == colour
    )


def finer_names(colour: str) -> frozenset[str]:
    """The finer colours that pass for a plain one."""
    return frozenset(_FINER.get(colour, "").split())
