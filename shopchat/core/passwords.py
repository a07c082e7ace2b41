"""Which passwords are good enough, after NIST SP 800-63B: long, not common, and no rules of composition."""

import unicodedata
from functools import lru_cache

from shopchat.core.errors import Invalid

SHORTEST = 8
LONGEST = 256
# Of the frequency list that zxcvbn ships (30,000 by rank); about 3,400 of these have eight characters or more.
COMMONEST = 10_000


def check(password: str, loc: tuple[str | int, ...] = ("body", "password")) -> None:
    """Raises `Invalid` at `loc`, with the rule that the password breaks."""
    if len(password) < SHORTEST:
        raise Invalid(f"The password is too short. Use {SHORTEST} characters or more.", loc)
    if len(password) > LONGEST:
        raise Invalid(f"The password is too long. Use {LONGEST} characters or fewer.", loc)
    if _is_common(password):
        raise Invalid("This password is one of the most common ones and is guessed first. Choose another.", loc)


def _is_common(password: str) -> bool:
    plain = unicodedata.normalize("NFKC", password).casefold().strip()
    return plain in _common() or len(set(plain)) <= 1


@lru_cache
def _common() -> frozenset[str]:
    # Imported on first use: the module is 800 kB of lists, and only registration and a new password need it.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    ranked: list[str] = FREQUENCY_LISTS["passwords"]
    return frozenset(password for password in ranked[:COMMONEST] if len(password) >= SHORTEST)
