"""Where an answer looks: what one chatbot knows."""

import uuid
from dataclasses import dataclass

from shopchat.assistant.language import detect
from shopchat.assistant.lookups import Lookups
from shopchat.assistant.relevance import relevant
from shopchat.knowledge.catalogue import BrowseOrder, Things, Vocabulary
from shopchat.knowledge.filters import ProductFilters
from shopchat.knowledge.models import SOURCE_TYPES, Entry
from shopchat.knowledge.search import SearchQuery
from shopchat.knowledge.service import Found

PRODUCTS_ONLY = frozenset({"product_catalog"})
NO_PRODUCTS = frozenset(SOURCE_TYPES) - PRODUCTS_ONLY
CANDIDATES = 20
KIND = 40  # products among which the kind that is asked for, and what fits best, is looked for
TO_SORT = 300  # the same where the cheapest or dearest is wanted


@dataclass(frozen=True)
class Shop:
    """Looks things up for one answer. `language` is the one that the knowledge is written in."""

    lookups: Lookups
    language: str

    async def vocabulary(self) -> Vocabulary:
        """The words of the catalogue."""
        return await self.lookups.vocabulary()

    async def spelled(self, text: str) -> str:
        """The text with slips of the finger put right, if it is in the language that the shop knows the words of."""
        return await self.lookups.spelled(text) if detect(text, self.language) == self.language[:2] else text

    async def find(self, text: str, *, types: frozenset[str] | None = None, limit: int = CANDIDATES) -> list[Found]:
        """Whatever fits the text best."""
        query = SearchQuery(text, language=self.language, limit=limit, source_types=types, spelled=True)
        return await self.lookups.find(query)

    async def products(self, text: str, filters: ProductFilters | None = None, *, limit: int = KIND) -> list[Found]:
        """The products within the limits that have to do with the text, best first."""
        query = SearchQuery(
            text,
            language=self.language,
            limit=limit,
            source_types=PRODUCTS_ONLY,
            filters=filters or None,
            spelled=True,
        )
        return relevant(await self.lookups.find(query), text, self.language)

    async def browse(
        self, filters: ProductFilters, order: BrowseOrder, limit: int, things: Things | None = None
    ) -> list[Found]:
        """Any products within the limits, or those of certain things."""
        return await self.lookups.browse(filters, order, limit, things)

    async def named(self, ids: list[uuid.UUID]) -> list[Entry]:
        """These products, as far as they are still there."""
        return await self.lookups.named(ids)
