"""How shoppers of each language say what the derived questions ask. `{kind}` is a kind of thing in the shop's words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """The sentences of one language; those with `any_` ask the whole shop."""

    cheapest: str
    dearest: str
    between: str
    under: str
    without: str
    without_brand: str
    in_stock: str
    of_size: str
    any_cheapest: str
    any_dearest: str
    any_between: str


WORDINGS = {
    "en": Wording(
        cheapest="cheapest {kind}",
        dearest="most expensive {kind}",
        between="{kind} between {low} and {high}",
        under="{kind} under {high}",
        without="{kind}, not {value}",
        without_brand="{kind} not from {brand}",
        in_stock="{kind} in stock",
        of_size="{kind} in size {value}",
        any_cheapest="what is your cheapest product?",
        any_dearest="what is your most expensive product?",
        any_between="something between {low} and {high}",
    ),
    "de": Wording(
        cheapest="günstigste {kind}",
        dearest="teuerste {kind}",
        between="{kind} zwischen {low} und {high}",
        under="{kind} unter {high}",
        without="{kind}, aber nicht {value}",
        without_brand="{kind} nicht von {brand}",
        in_stock="{kind} auf Lager",
        of_size="{kind} in Größe {value}",
        any_cheapest="Was ist euer günstigstes Produkt?",
        any_dearest="Was ist euer teuerstes Produkt?",
        any_between="etwas zwischen {low} und {high}",
    ),
    "fr": Wording(
        cheapest="{kind} le moins cher",
        dearest="{kind} le plus cher",
        between="{kind} entre {low} et {high}",
        under="{kind} à moins de {high}",
        without="{kind} mais pas {value}",
        without_brand="{kind} sauf {brand}",
        in_stock="{kind} en stock",
        of_size="{kind} en taille {value}",
        any_cheapest="Quel est le produit le moins cher ?",
        any_dearest="Quel est le produit le plus cher ?",
        any_between="quelque chose entre {low} et {high}",
    ),
    "es": Wording(
        cheapest="{kind} más barato",
        dearest="{kind} más caro",
        between="{kind} entre {low} y {high}",
        under="{kind} por menos de {high}",
        without="{kind} pero no {value}",
        without_brand="{kind} excepto {brand}",
        in_stock="{kind} en stock",
        of_size="{kind} en talla {value}",
        any_cheapest="¿Cuál es el producto más barato?",
        any_dearest="¿Cuál es el producto más caro?",
        any_between="algo entre {low} y {high}",
    ),
}


def wording(language: str) -> Wording:
    """Of a chatbot's language; English where it is none of ours, as the composer does."""
    return WORDINGS.get(language[:2], WORDINGS["en"])
