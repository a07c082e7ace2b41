"""What a sentence says about time: stretches ("3 to 5 business days") and moments ("tomorrow", "in a few weeks")."""

import re
from dataclasses import dataclass

UNITS = {
    "minute": "minutes? minuten? minutos? mins?", "hour": "hours? hrs? h stunden? heures? horas?",
    "day": "days? tage?n? jours? d[ií]as? werktage?n? arbeitstage?n?", "week": "weeks? wochen? semaines? semanas?",
    "month": "months? monate?n? mois meses mes", "year": "years? yrs? jahre?n? ans? ann[eé]es? años? ano",
}  # fmt: skip
_UNIT = "|".join(f"(?P<{name}>{'|'.join(words.split())})" for name, words in UNITS.items())
UNIT_WORD = "|".join("|".join(words.split()) for words in UNITS.values())
WORKING = r"(?:business|working|week|werk|arbeits|ouvr(?:és|ables)|h[aá]biles|laborables)"
_DURATION = re.compile(
    rf"(?P<low>\d+)(?:\s*(?:-|–|—|to|or|bis|à|a|y|oder|ou|o|and)\s*(?P<high>\d+))?[\s-]*(?P<before>{WORKING})?[\s-]*(?:{_UNIT})\b(?:\s*(?P<after>{WORKING}))?",
    re.IGNORECASE,
)
_MOMENT = re.compile(
    r"\b(?:today|tomorrow|tonight|overnight|same[- ]day|next[- ]day|monday|tuesday|wednesday|thursday|friday|saturday|sunday|immediately|instantly|at once|right away|within the (?:hour|day|week)"
    r"|weekends?|fortnights?|christmas|easter|january|february|april|june|july|august|september|october|november|december"
    r"|(?:this|next|coming|few|couple of|several|half an?|end of the|every|per) (?:second|minute|hour|day|week|month|year)s?"
    r"|heute|übermorgen|morgen|über nacht|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|sofort|umgehend|wochenende|weihnachten|ostern|januar|februar|märz|mai|juni|juli|oktober|dezember"
    r"|(?:diese|nächste|kommende|wenigen?|einigen?|paar|halben?|ende (?:der|des)|innerhalb (?:einer|eines|weniger))\w* (?:sekunde|minute|stunde|tag|woche|monat|jahr)\w*"
    r"|aujourd'hui|après-demain|demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|immédiatement|tout de suite|week-?end|noël|pâques|janvier|février|avril|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|(?:quelques|cette|prochaine?|demi-?|fin (?:du|de la)|un couple de|une?) ?(?:secondes?|minutes?|heures?|jours?|journée|semaines?|mois|quinzaine)(?: prochaine?)?"
    r"|hoy|pasado mañana|mañana|lunes|martes|miércoles|jueves|viernes|sábado|domingo|inmediatamente|en seguida|enseguida|fin de semana|navidad|pascua|enero|febrero|abril|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    r"|(?:pocos|pocas|unos|unas|algunos|algunas|est[ae]|próxim[oa]|media|medio|un par de) (?:segundo|minuto|hora|día|semana|mes|año)s?(?: que viene)?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Duration:
    """A stretch of time: `low` to `high` of a unit; `working` for business days."""

    low: int
    high: int
    unit: str
    working: bool


def durations_of(text: str) -> tuple[tuple[Duration, ...], str]:
    """The stretches, and `text` without them."""
    found = []
    for match in _DURATION.finditer(text):
        unit = next(name for name in UNITS if match[name])
        working = bool(match["before"] or match["after"]) or match[unit].casefold().startswith(("werk", "arbeit"))
        low = int(match["low"])
        found.append(Duration(low, int(match["high"] or low), unit, working))
    return tuple(found), _DURATION.sub(lambda match: " " * len(match.group()), text)


def moments_of(text: str) -> tuple[str, ...]:
    """The points in time, and the stretches without a number."""
    return tuple(" ".join(match.group().casefold().split()) for match in _MOMENT.finditer(text))
