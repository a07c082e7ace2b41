"""What an assistant has no business saying unless the shop says it: deeds it cannot do, states it cannot see, secrets."""

import re
from collections.abc import Iterable

from shopchat.assistant.grounding_evidence import Item
from shopchat.knowledge.terms import index_terms

HALF = 0.5
_DEED = re.compile(
    r"\bI(?:'ve| have|'ll| will|'m| am)? (?:just |now |already |going to )?(?:place|appl(?:y|i)|add|send|sent|cancel|refund|book|reserv|order|process|chang|updat|confirm|upgrad|call|email|charg|ship|dispatch|forward|approv|issu)\w*"
    r"|\bich (?:habe|werde) [^.!?]{0,60}\b\w*(?:bestellt?|storniert?|erstattet?|reserviert?|geschickt|gesendet|gebucht|bestellen|stornieren|erstatten|reservieren|schicken)\b"
    r"|\bj['’]ai [^.!?]{0,40}\b(?:command|annul|rembours|réserv|envoy|appliqu|ajout)\w+|\bhe (?:pedido|cancelado|reembolsado|reservado|enviado|aplicado|añadido)\b",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\b(?:your|his|her) (?:order|refund|package|parcel|payment|return|account|cart|request|delivery)\b[^.!?]{0,30}\b(?:is|has|was|will|have|are|been|arriv\w+|ship\w*)\b"
    r"|\b(?:ihre?|deine?) (?:bestellung|erstattung|paket|zahlung|rücksendung|konto|lieferung)\b[^.!?]{0,30}\b(?:ist|wurde|wird|hat|kommt)\b"
    r"|\bvotre (?:commande|remboursement|colis|paiement|retour|compte|livraison)\b[^.!?]{0,30}\b(?:est|a|sera|arrive)\b"
    r"|\b(?:su|tu) (?:pedido|reembolso|paquete|pago|devolución|cuenta|entrega)\b[^.!?]{0,30}\b(?:está|ha|fue|será|llega)\b",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"\b(?:passwords?|passcodes?|card (?:number|details?|data)|credit ?cards?|cvv|cvc|iban|account numbers?|bank details?|social security|one[- ]time codes?|security codes?|passw[oö]rt\w*|kennwort|kartennummer\w*|kreditkarte\w*"
    r"|kontonummer\w*|bankdaten|mots? de passe|num[eé]ro de (?:carte|compte)|carte (?:bancaire|de crédit)|contraseñas?|n[uú]mero de (?:la )?(?:tarjeta|cuenta)|tarjeta de crédito)\b",
    re.IGNORECASE,
)


def unsupported(text: str, texts: Iterable[Item], language: str) -> str | None:
    """The first such thing that no line of the shop says in much the same words, or `None`."""
    for pattern in (_DEED, _STATE, _SECRET):
        said = pattern.search(text)
        if said is None:
            continue
        terms = set(index_terms(text, language))
        lines = (segment for item in texts for segment in item.segments if pattern.search(segment.text))
        if not any(len(terms & segment.terms) > HALF * len(terms) for segment in lines):
            return said.group()
    return None
