"""The one thing that a question about the shop's rules turns on: the country it ships to, the way to pay."""

import re

_ASKED = re.compile(
    r"\b(?:(?:ships?|shipping|deliver(?:y|ies)?|send|post|international shipping)\b.{0,20}?\b(?:to|outside)(?: of)? (?:the )?(?P<where>[^?.,!;]+)"
    r"|(?:ship|shipping|deliver|delivery|send)\b.{0,12}?\b(?P<abroad>internationally|abroad|overseas|worldwide)"
    r"|(?:pay|paying|payment)\b.{0,12}?\b(?:with|by|via|using|in) (?P<means>[^?.,!;]+)|(?:take|accept) (?P<taken>[^?.,!;]+)"
    r"|(?:liefer\w*|versend\w*|versand|schick\w*|verschick\w*)\b.{0,20}?\b(?:nach|in (?:die|den|das)|ins) (?P<wohin>[^?.,!;]+)|(?:mit|per) (?P<womit>[^?.,!;]+?) (?:be)?zahlen"
    r"|(?:livr\w*|exp[eé]di\w*|envoy\w*)\b.{0,12}?\b(?:en|au|aux|à|vers) (?:la |le |l')?(?P<vers>[^?.,!;]+)|payer\b.{0,8}?\b(?:par|avec|en) (?P<moyen>[^?.,!;]+)"
    r"|(?:env[ií]\w*|entreg\w*)\b.{0,12}?\ba (?:la |el )?(?P<adonde>[^?.,!;]+)|pagar\b.{0,8}?\b(?:con|por|en) (?P<medio>[^?.,!;]+))"
)
_TAIL = re.compile(
    r"\s+(?:in|within|on|by|for|from|with|and|or|when|if|please|as well|too|instead|at|bis|für|und|oder|pour|et|ou|para|y|o)\b.*$"
)
# Not a place or a means of its own: whoever asks, and words that any shop's rules are about.
_ANYONE = frozenset(
    "me my us our you your it them this that these those home house address door work office customers everyone anyone other another different countries country orders order returns "
    "back mir uns mich meine ihr euch nous moi chez vous mi casa nosotros checkout store shop person".split()
)


def specific(said: str) -> str | None:
    """The place, or means of payment, that a question about rules (lower case) asks about; `None` when it names none."""
    match = _ASKED.search(said)
    if match is None:
        return None
    words = next(group for group in match.groups() if group)
    named = _TAIL.sub("", words.strip()).strip()
    return named if named and not set(re.findall(r"\w+", named)) & _ANYONE else None
