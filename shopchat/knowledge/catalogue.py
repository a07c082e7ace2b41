"""A shop's catalogue as a whole: the words that tell its products apart, and its products by price or age."""

import uuid
from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.knowledge.filters import Pair, ProductFilters, conditions

SHOPS_KEPT = 200  # vocabularies in memory; each is as large as the list of a shop's option values
MOST_VALUES = 20_000  # option values of one shop; beyond that the commonest are kept


# What stands behind these in a title tells more of the thing, not what it is: "Bowl, set of 4", "Case for phones".
TITLE_TAIL = (
    r"\s*(?:[,(|/:–—\[]|\s-\s|\s(?:with|for|of|in|from|by|mit|für|aus|von|avec|pour|de|du|des|en|à|con|para|del)\s).*$"
)
_FIRST_WORD = "lower(substring(regexp_replace(e.title, :tail, '', 'i') FROM '^[^[:alpha:]]*([[:alpha:]]+)'))"
_LAST_WORD = "lower(substring(regexp_replace(e.title, :tail, '', 'i') FROM '.*\\m([[:alpha:]]{3,})'))"


class BrowseOrder(StrEnum):
    CHEAPEST = "min(v.price) NULLS LAST"
    DEAREST = "max(v.price) DESC NULLS LAST"
    NEWEST = "max(e.created_at) DESC"


@dataclass(frozen=True)
class Things:
    """What products are: a title ends (`noun_first`: begins) with one of `nouns`, or the category is one of these."""

    nouns: frozenset[str]
    categories: frozenset[str]
    noun_first: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """What a catalogue says of its products: option names with values, brands and categories, commonest first.

    `first_words` and `last_words` are those of its titles, in lower case: in one of them stands what a thing is.
    """

    pairs: tuple[Pair, ...] = ()
    brands: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    first_words: tuple[str, ...] = ()
    last_words: tuple[str, ...] = ()


_kept: OrderedDict[uuid.UUID, tuple[int, Vocabulary]] = OrderedDict()


async def vocabulary(session: AsyncSession, chatbot_id: uuid.UUID, version: int) -> Vocabulary:
    """The vocabulary of the chatbot's active products as of `version` of its knowledge."""
    known = _kept.get(chatbot_id)
    if known is None or known[0] != version:
        known = (version, await _read(session, chatbot_id))
    _kept[chatbot_id] = known
    _kept.move_to_end(chatbot_id)
    while len(_kept) > SHOPS_KEPT:
        _kept.popitem(last=False)
    return known[1]


async def _read(session: AsyncSession, chatbot_id: uuid.UUID) -> Vocabulary:
    connection = await session.connection()
    pairs = await connection.execute(
        text(
            """
            SELECT option.key AS name, given.value
            FROM knowledge_variants v
                JOIN knowledge_base e ON e.id = v.entry_id AND e.is_active
                CROSS JOIN jsonb_each(v.options) AS option
                CROSS JOIN jsonb_array_elements_text(option.value) AS given
            WHERE v.chatbot_id = :chatbot_id
            GROUP BY option.key, given.value ORDER BY count(*) DESC, option.key, given.value LIMIT :most
            """
        ),
        {"chatbot_id": chatbot_id, "most": MOST_VALUES},
    )
    kinds = await connection.execute(
        text(
            """
            SELECT p.brand, p.category, count(*) AS products
            FROM knowledge_products p JOIN knowledge_base e ON e.id = p.entry_id AND e.is_active
            WHERE p.chatbot_id = :chatbot_id
            GROUP BY p.brand, p.category ORDER BY count(*) DESC, p.brand, p.category
            """
        ),
        {"chatbot_id": chatbot_id},
    )
    titles = await connection.execute(
        text(
            f"""
            SELECT DISTINCT {_FIRST_WORD} AS first_word, {_LAST_WORD} AS last_word
            FROM knowledge_products p JOIN knowledge_base e ON e.id = p.entry_id AND e.is_active
            WHERE p.chatbot_id = :chatbot_id LIMIT :most
            """  # noqa: S608 - pieced together from the constants of this module
        ),
        {"chatbot_id": chatbot_id, "most": MOST_VALUES, "tail": TITLE_TAIL},
    )
    ends = titles.all()
    rows = kinds.all()
    return Vocabulary(
        pairs=tuple((row.name, row.value) for row in pairs),
        brands=tuple(dict.fromkeys(row.brand for row in rows if row.brand)),
        categories=tuple(dict.fromkeys(row.category for row in rows if row.category)),
        first_words=tuple(sorted({row.first_word for row in ends if row.first_word})),
        last_words=tuple(sorted({row.last_word for row in ends if row.last_word})),
    )


async def browse(
    session: AsyncSession,
    chatbot_id: uuid.UUID,
    filters: ProductFilters,
    *,
    order: BrowseOrder,
    limit: int,
    things: Things | None = None,
) -> list[uuid.UUID]:
    """The entries of the active products of which a variant passes the filters, at most `limit`, in that order."""
    limits = conditions(filters)
    parameters = limits.parameters | {"chatbot_id": chatbot_id, "limit": limit}
    wanted = list(limits.sql)
    if things is not None:
        noun = _FIRST_WORD if things.noun_first else _LAST_WORD
        wanted.append(f"(p.category = ANY(:categories) OR {noun} = ANY(:nouns))")
        parameters |= {
            "categories": sorted(things.categories), "nouns": sorted(things.nouns), "tail": TITLE_TAIL,
        }  # fmt: skip
    connection = await session.connection()
    rows = await connection.execute(
        text(
            f"""
            SELECT e.id
            FROM knowledge_variants v JOIN knowledge_products p USING (entry_id)
                JOIN knowledge_base e ON e.id = v.entry_id AND e.is_active
            WHERE v.chatbot_id = :chatbot_id {"".join(f" AND {part}" for part in wanted)}
            GROUP BY e.id ORDER BY {order}, e.title, e.id LIMIT :limit
            """  # noqa: S608 - pieced together from the constants of this module and of `filters`
        ),
        parameters,
    )
    return [row.id for row in rows]
