"""True things about a shop, said as a person would say them, in four languages: the wall has to let them through."""

from shopchat.assistant.grounding_evidence import Evidence
from tests.assistant.grounding_shop import demo_policies, demo_product, evidence, product, text

ENGLISH = """
The Beck Rain Jacket costs $189.00.
The Beck Rain Jacket is priced at $189.
You can get the Beck Rain Jacket for $189.00.
At $189.00, the Beck Rain Jacket is a three-layer waterproof shell.
The Beck Rain Jacket is available in Moss, Ochre and Navy.
The Beck Rain Jacket is out of stock in Navy, size XL.
The Beck Rain Jacket isn't available in Moss, size XS.
The Beck Rain Jacket comes in sizes XS to XL.
The Beck Rain Jacket has fully taped seams and pit zips.
The Beck Rain Jacket weighs 410 g in size M.
The hood of the Beck Rain Jacket fits over a cap.
Yes, the Beck Rain Jacket is waterproof, with a 20,000 mm membrane.
The Beck Rain Jacket is machine washable at 30 °C.
The Ridgeback Down Jacket is on sale for $279.00, down from $329.00.
The Ridgeback Down Jacket was $329.00 and is now $279.00.
The Ridgeback Down Jacket costs $279.00 instead of $329.00.
The Ridgeback Down Jacket is reduced by 15%.
The Beck Rain Jacket is cheaper than the Ridgeback Down Jacket.
The Tarnside Waxed Jacket costs $245.00 and the Beck Rain Jacket $189.00.
Both the Beck Rain Jacket and the Tarnside Waxed Jacket are under $250.
You have 45 days from delivery to return anything.
Returns are possible within 45 days of delivery.
Gift cards cannot be returned.
Sale items can be returned too.
A return label within the United States costs $4.95.
We refund you within 5 business days of its arrival.
Standard shipping takes 3 to 5 business days.
Standard shipping costs $5.95 and is free from $75.
Exchanging for another size or color is free within the United States.
Send a photo within 14 days of delivery if something is damaged.
The original shipping cost is not refunded unless the fault was ours.
I could not find anything about that.
"""
GERMAN = """
Der Alba Becher kostet 12,00 €.
Den Alba Becher gibt es für 12,00 €.
Der Alba Becher kostet 12,00 € statt 15,00 €.
Der Alba Becher ist auf Lager.
Der Alba Becher ist um 20 % reduziert.
Die Linde Schale ist leider ausverkauft.
Die Linde Schale ist derzeit nicht lieferbar.
Die Lieferung dauert 2 bis 4 Werktage.
Der Versand kostet 4,95 €.
Ab 50 € ist der Versand kostenlos.
Sie können alles innerhalb von 30 Tagen zurückgeben.
Gern helfe ich weiter.
"""
FRENCH = """
Le Alba Becher coûte 12,00 €.
Le Alba Becher est à 12,00 € au lieu de 15,00 €.
Le Alba Becher est en stock.
Le Alba Becher est disponible.
Le Linde Schale est épuisé.
Le Linde Schale n'est pas disponible.
La livraison prend 2 à 4 jours ouvrés.
Les frais de port sont de 4,95 €.
La livraison est gratuite à partir de 50 €.
Vous pouvez retourner tout article sous 30 jours.
"""
SPANISH = """
El Alba Becher cuesta 12,00 €.
El Alba Becher cuesta 12,00 € en lugar de 15,00 €.
El Alba Becher está en stock.
El Alba Becher está disponible.
El Linde Schale está agotado.
El Linde Schale no está disponible.
La entrega tarda de 2 a 4 días hábiles.
El envío cuesta 4,95 €.
El envío es gratis a partir de 50 €.
Puede devolver cualquier artículo en un plazo de 30 días.
"""
TEXTS = {
    "de": (
        "Die Lieferung dauert 2 bis 4 Werktage. Der Versand kostet 4,95 €. Ab 50 € ist der Versand kostenlos.",
        "Sie können alles innerhalb von 30 Tagen zurückgeben.",
    ),
    "fr": (
        (
            "La livraison prend 2 à 4 jours ouvrés. Les frais de port sont de 4,95 €. "
            "La livraison est gratuite à partir de 50 €."
        ),
        "Vous pouvez retourner tout article sous 30 jours.",
    ),
    "es": (
        "La entrega tarda de 2 a 4 días hábiles. El envío cuesta 4,95 €. El envío es gratis a partir de 50 €.",
        "Puede devolver cualquier artículo en un plazo de 30 días.",
    ),
}


def demo() -> Evidence:
    """Three jackets of the demo shop, and its pages."""
    jackets = ("Beck Rain Jacket", "Ridgeback Down Jacket", "Tarnside Waxed Jacket")
    return evidence(*map(demo_product, jackets), *demo_policies(), speaker="Wren")


def small_shop(language: str) -> Evidence:
    """A cup that is reduced, a bowl that is sold out, and two pages."""
    shipping, returns = TEXTS[language]
    return evidence(
        product("Alba Becher", price="12.00", compare_at_price="15.00", currency="EUR"),
        product("Linde Schale", price="24.00", currency="EUR", availability="out_of_stock"),
        text("Versand Livraison Envío", shipping),
        text("Rückgabe Retours Devoluciones", returns),
        language=language,
        speaker="Wren",
    )


SENTENCES = [("en", line) for line in ENGLISH.strip().splitlines()] + [
    (language, line)
    for language, lines in (("de", GERMAN), ("fr", FRENCH), ("es", SPANISH))
    for line in lines.strip().splitlines()
]
