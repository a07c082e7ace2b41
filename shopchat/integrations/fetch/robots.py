"""robots.txt after RFC 9309: the group that names us, else the one for all; the longest rule wins."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shopchat.core import clock
from shopchat.integrations.fetch.address import Address
from shopchat.integrations.fetch.client import Web
from shopchat.integrations.fetch.errors import (
    BadStatus,
    RobotsDisallow,
    TooLarge,
    TooManyRedirects,
    Unreachable,
    WrongType,
)

PRODUCT_TOKEN = "shopchat"  # noqa: S105 - what robots.txt calls a program's name
KEPT_FOR = timedelta(hours=1)  # the RFC allows a day; an owner who opens a path wants it open soon
MOST_KEPT = 1000
MAX_BODY = 512 * 1024  # bytes; the RFC asks for at least 500 KiB
TYPES = frozenset({"text/plain", "text/html", "application/octet-stream", ""})


@dataclass(frozen=True)
class Rule:
    """A path pattern, and whether what it matches may be read."""

    pattern: str
    allows: bool

    def matches(self, target: str) -> bool:
        """`*` stands for anything, `$` for the end, and else the beginning is enough.

        No regular expression: a site could write one that takes hours to answer.
        """
        first, *rest = self.pattern.removesuffix("$").split("*")
        if not target.startswith(first):
            return False
        at = len(first)
        for part in rest[:-1] if self.pattern.endswith("$") else rest:
            at = target.find(part, at)
            if at < 0:
                return False
            at += len(part)
        if not self.pattern.endswith("$"):
            return True
        return len(target) - len(rest[-1]) >= at and target.endswith(rest[-1]) if rest else target == first


class Robots:
    """What sites ask of programs; each site's file is read once an hour."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._kept: dict[str, tuple[datetime, list[Rule]]] = {}

    async def permit(self, address: Address) -> None:
        """Raises `RobotsDisallow` when the site does not want programs to read this address.

        A site whose robots.txt cannot be asked for is not read: raises what `Web.get` does.
        """
        if address.target != "/robots.txt" and not allows(await self._rules(address.origin), address.target):
            raise RobotsDisallow(
                f"{address.host} asks programs not to read this page (robots.txt). "
                "If it is your shop, allow ShopChat there."
            )

    async def _rules(self, origin: str) -> list[Rule]:
        until, rules = self._kept.get(origin, (clock.now(), []))
        if until > clock.now():
            return rules
        rules = await self._read(origin)
        while len(self._kept) >= MOST_KEPT:
            self._kept.pop(next(iter(self._kept)))
        self._kept[origin] = (clock.now() + KEPT_FOR, rules)
        return rules

    async def _read(self, origin: str) -> list[Rule]:
        try:
            return parse((await self._web.get(f"{origin}/robots.txt", types=TYPES, limit=MAX_BODY)).text)
        except (WrongType, TooLarge, TooManyRedirects):
            return []  # There is none.
        except BadStatus as error:
            if error.code < 500:
                return []
            # Perhaps there is one: the RFC has programs stay away until it can be read.
            raise Unreachable(f"{error.detail} Without it the site is not read. Try again later.") from error


def parse(text: str) -> list[Rule]:
    """The rules that hold for us."""
    groups: dict[str, list[Rule]] = {}
    agents: list[str] = []
    in_rules = False
    for line in text.splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon:
            continue
        if name == "user-agent":
            agents = [value.lower()] if in_rules else [*agents, value.lower()]
            in_rules = False
            groups.setdefault(value.lower(), [])
        elif name in ("allow", "disallow"):
            in_rules = True
            if value:
                for agent in agents:
                    groups[agent].append(Rule(value, name == "allow"))
    return groups.get(PRODUCT_TOKEN, groups.get("*", []))


def allows(rules: list[Rule], target: str) -> bool:
    """The longest pattern that matches decides; of two of a length the one that allows; no match allows."""
    matching = [rule for rule in rules if rule.matches(target)]
    return max(matching, key=lambda rule: (len(rule.pattern), rule.allows)).allows if matching else True
