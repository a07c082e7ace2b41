"""What every list of the dashboard has in common: a page of rows, how many there are, and which face to show."""

from collections.abc import Awaitable
from typing import Any

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts.models import User
from shopchat.core.errors import ShopChatError
from shopchat.core.paging import PageParams
from shopchat.core.text import is_storable
from shopchat.web.session import Events, SessionState, as_admin, signed_in

PAGE_SIZE = 20
LONGEST = 255  # of what is looked for


def looked_for(text: object) -> str:
    """What a search box or a filter sends, without what PostgreSQL cannot look for."""
    return "".join(character for character in str(text)[:LONGEST] if is_storable(character))


class _Rows(SessionState, mixin=True):
    """What a list shows. It says in `_fetch` how its rows are read."""

    page: int = 1
    total: int = 0
    loaded: bool = False
    failed: bool = False

    @rx.var
    def pages(self) -> int:
        return max(-(-self.total // PAGE_SIZE), 1)

    def _fetch(self, session: AsyncSession, account: User, paging: PageParams) -> Awaitable[int]:
        """Reads one page of rows into the state and gives the total."""
        raise NotImplementedError

    async def _refresh(self, session: AsyncSession, account: User) -> None:
        total = await self._fetch(session, account, PageParams(page=self.page, page_size=PAGE_SIZE))
        self.total = total
        if self.page > self.pages:  # the last row of the last page is gone
            self.page = self.pages
            self.total = await self._fetch(session, account, PageParams(page=self.page, page_size=PAGE_SIZE))
        self.loaded, self.failed = True, False

    def _refused(self, refusal: ShopChatError) -> Any:
        self.failed = not self.loaded
        return super()._refused(refusal)

    def _broke(self) -> Any:
        self.failed = not self.loaded
        return super()._broke()


async def load(self: _Rows, session: AsyncSession, account: User) -> Events:
    """Reads the rows; also what a poll and "try again" do."""
    await self._refresh(session, account)


async def turn(self: _Rows, session: AsyncSession, account: User, page: int) -> Events:
    """Goes to another page of the list."""
    self.page = min(max(int(page), 1), self.pages)
    await self._refresh(session, account)


class Listing(_Rows, mixin=True):
    """Base of the state of an owner's list."""

    load = signed_in(load)
    turn = signed_in(turn)


class AdminListing(_Rows, mixin=True):
    """Base of the state of an admin's list."""

    load = as_admin(load)
    turn = as_admin(turn)
