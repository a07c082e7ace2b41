"""An internet of our own for the tests of fetching."""

from collections.abc import AsyncIterator

import pytest_asyncio

from shopchat.integrations.fetch.local import LocalNetwork


@pytest_asyncio.fixture
async def network() -> AsyncIterator[LocalNetwork]:
    async with LocalNetwork().listening() as local:
        yield local
