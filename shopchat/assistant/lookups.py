"""The looking up that an answer is made of: in a chatbot's knowledge as it is now."""

import uuid
from dataclasses import dataclass
from typing import Protocol

from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.chatbots.models import Chatbot
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.catalogue import BrowseOrder, Things, Vocabulary
from shopchat.knowledge.filters import ProductFilters
from shopchat.knowledge.models import Entry
from shopchat.knowledge.search import SearchQuery
from shopchat.knowledge.service import Found


class Lookups(Protocol):
    """All that the composer learns of a shop comes through here, so that a turn can be made again from what it gave."""

    async def vocabulary(self) -> Vocabulary:
        """The words of the catalogue."""
        ...

    async def spelled(self, text: str) -> str:
        """The text with slips of the finger put right."""
        ...

    async def find(self, query: SearchQuery) -> list[Found]:
        """What fits the query best."""
        ...

    async def browse(
        self, filters: ProductFilters, order: BrowseOrder, limit: int, things: Things | None
    ) -> list[Found]:
        """Any products within the limits, or those of certain things."""
        ...

    async def named(self, ids: list[uuid.UUID]) -> list[Entry]:
        """These entries, as far as they are there."""
        ...


@dataclass(frozen=True)
class LiveLookups:
    """The chatbot's knowledge, on behalf of its owner."""

    session: AsyncSession
    owner: User
    chatbot: Chatbot

    async def vocabulary(self) -> Vocabulary:
        return await knowledge.vocabulary(self.session, self.chatbot)

    async def spelled(self, text: str) -> str:
        return await knowledge.spelled(self.session, self.chatbot, text)

    async def find(self, query: SearchQuery) -> list[Found]:
        return await knowledge.find(self.session, self.owner, chatbot_id=self.chatbot.id, query=query)

    async def browse(
        self, filters: ProductFilters, order: BrowseOrder, limit: int, things: Things | None
    ) -> list[Found]:
        return await knowledge.browse(
            self.session,
            self.owner,
            chatbot_id=self.chatbot.id,
            filters=filters,
            order=order,
            limit=limit,
            things=things,
        )

    async def named(self, ids: list[uuid.UUID]) -> list[Entry]:
        return await knowledge.named(self.session, self.owner, chatbot_id=self.chatbot.id, entry_ids=ids)
