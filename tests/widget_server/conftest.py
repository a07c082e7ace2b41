"""The callers of `tests.doors`, and a shopper in front of an owner's bot."""

import httpx
import pytest

from tests.doors import Json, Owner, api, client, new_owner, other, owner
from tests.widget_server.shopper import Shopper

__all__ = ["api", "client", "new_owner", "other", "owner"]


@pytest.fixture
async def bot(owner: Owner) -> Json:
    made = await owner.bot(welcome_message="Welcome!", suggested_questions=["How do returns work?"], language="en")
    await owner.entry(made)
    await owner.product(made, "Red lamp", "10.00", url="https://shop.example/lamp", availability="in_stock")
    return made


@pytest.fixture
def shopper(client: httpx.AsyncClient, bot: Json) -> Shopper:
    return Shopper(client, bot["widget_key"])
