"""The forms at the door, as a browser can call them."""

import uuid

import pytest

from shopchat.web.account import AccountState
from tests.web.tabs import call, tab

FORM = {"email": "ada@example.com", "password": "eleven purple kettles"}


@pytest.fixture
def state(clean_database: None) -> AccountState:
    return tab(AccountState)


async def test_a_new_owner_goes_to_the_guide_however_late_her_page_arrives(state: AccountState) -> None:
    form = FORM | {"email": f"{uuid.uuid4()}@example.com"}
    assert "/dashboard/start" in str(await call(state, "register", form))
    late = str(await call(state, "arrive"))
    assert "/dashboard/start" in late
    again = str(await call(state, "arrive"))
    assert "/dashboard" in again
    assert "/start" not in again


async def test_who_is_signed_out_stays_at_the_door(state: AccountState) -> None:
    await call(state, "register", FORM)
    await call(state, "sign_out")
    assert await call(state, "arrive") is None
    assert "/dashboard/start" not in str(await call(state, "sign_in", FORM))
