"""English as it is typed in a chat, "whats ur cheapest", in full words, so that every other rule reads one spelling."""

import re

_SHORT = {
    "u": "you", "ur": "your", "r": "are", "pls": "please", "plz": "please", "thx": "thanks", "ty": "thank you", "gimme": "give me", "wanna": "want to",
    "gonna": "going to", "gotta": "got to", "lemme": "let me", "whats": "what's", "hows": "how's", "wheres": "where's", "whos": "who's",
    "thats": "that's", "theres": "there's", "dont": "don't", "doesnt": "doesn't", "didnt": "didn't", "isnt": "isn't", "arent": "aren't", "wont": "won't",
    "cant": "can't", "couldnt": "couldn't", "shouldnt": "shouldn't", "ive": "i've", "id like": "i'd like", "youre": "you're", "theyre": "they're",
    "smth": "something", "sth": "something", "abt": "about", "w/o": "without", "cheapst": "cheapest", "cheepest": "cheapest", "expensve": "expensive",
}  # fmt: skip
_I_AM = re.compile(
    r"\bim(?= (?:looking|searching|trying|interested|after|just|not|also|a|in)\b)", re.IGNORECASE
)  # "im Angebot" is German.
_WORD = re.compile(
    rf"(?<![\w'/])(?:{'|'.join(map(re.escape, sorted(_SHORT, key=len, reverse=True)))})(?![\w'/])", re.IGNORECASE
)


def in_full(said: str) -> str:
    """The sentence without shorthand."""
    return _WORD.sub(lambda match: _SHORT[match.group(0).casefold()], _I_AM.sub("i'm", said))
