"""Words by which shops and shoppers call the same thing, where a catalogue may know only one of them."""

from collections import defaultdict
from functools import lru_cache

from shopchat.knowledge.terms import normalise, stems

# Only what stands for the other in any shop; a word of two trades ("notebook", "purse") is in no line.
_LINES = {
    "en": """
        backpack rucksack daypack knapsack
        sweater jumper pullover
        trousers pants slacks
        sneaker trainer
        sofa couch settee
        flashlight torch
        smartphone cellphone
        earphone earbud
        glasses spectacles eyeglasses
        stroller pushchair pram
        diaper nappy
        duvet comforter
        faucet tap
        closet wardrobe
        cookie biscuit
        television tv
        fridge refrigerator
        bicycle bike
        motorcycle motorbike
        curtain drape
        overalls dungarees
        perfume fragrance
        wallet billfold
        bathrobe robe
    """,
    "de": """
        rucksack daypack backpack
        pullover pulli sweater
        sofa couch
        handy smartphone mobiltelefon
        turnschuh sneaker
        mütze beanie
        kopfhörer ohrhörer
        fernseher tv
        fahrrad velo bike
        geldbörse geldbeutel portemonnaie brieftasche
        kinderwagen buggy
        brötchen semmel
        schrank kasten
    """,
    "fr": """
        pull chandail pullover
        canapé sofa
        basket sneaker
        vélo bicyclette
        smartphone portable
        téléviseur télévision télé
        portefeuille portemonnaie
        frigo réfrigérateur
        chaussette socquette
    """,
    "es": """
        mochila morral
        jersey suéter pulóver
        zapatilla tenis deportiva
        móvil celular smartphone
        bicicleta bici
        auricular audífono
        cartera billetera
        gafas lentes anteojos
        manta cobija frazada
        nevera refrigerador frigorífico
        ordenador computadora
        chaqueta chamarra cazadora
    """,
}


def same_things(term: str, language: str) -> frozenset[str]:
    """The terms that call the same thing as this one; none for a word that is in no line."""
    return _groups(language[:2]).get(term, frozenset())


@lru_cache
def _groups(tag: str) -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for line in _LINES.get(tag, "").strip().splitlines():
        terms = set(stems(normalise(line).split(), tag))
        for term in terms:
            groups[term] |= terms - {term}
    return {term: frozenset(others) for term, others in groups.items()}
