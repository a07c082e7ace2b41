"""A stream of text, cut into the sentences that are checked one by one."""

import re

LONGEST = 700  # characters: what has no end by then is checked as it stands
# After one of these a full stop ends nothing.
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|approx|incl|excl|vs|no|nr|mr|mrs|ms|dr|st|p\.o|p\.m|a\.m|ca|bzw|z\. ?b|d\. ?h|inkl|zzgl|max|min|p\. ?ex|env|aprox|ej)|\b\d)\.$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…]+[\"'”“»)\]*_]*(?=\s)|\n+")


class Sentences:
    """Collects pieces of text and gives whole sentences back; joined, they are the text again."""

    def __init__(self) -> None:
        self._rest = ""

    def add(self, piece: str) -> list[str]:
        """The sentences that `piece` completes, each with the white space that follows it."""
        self._rest += piece
        done = []
        while (cut := _cut(self._rest)) is not None:
            done.append(self._rest[:cut])
            self._rest = self._rest[cut:]
        return done

    def rest(self) -> list[str]:
        """What is left when the text is over."""
        left, self._rest = self._rest, ""
        return [left] if left.strip() else []


def split(text: str) -> list[str]:
    """The sentences and lines of a whole text."""
    parts = Sentences()
    return [sentence for sentence in [*parts.add(text), *parts.rest()] if sentence.strip()]


def _cut(text: str) -> int | None:
    for match in _END.finditer(text):
        until = match.end()
        if not match.group().startswith("\n"):
            if _ABBREVIATION.search(text[: match.start() + 1]):
                continue
            until += len(text[until:]) - len(text[until:].lstrip())
        if until == len(text) and not text.endswith("\n"):
            return None  # more white space may follow
        return until
    if len(text) <= LONGEST:
        return None
    # Between two words, lest half a price or half an address is checked for the whole.
    return max(text.rfind(" ", 0, LONGEST) + 1, text.rfind("\n", 0, LONGEST) + 1) or LONGEST
