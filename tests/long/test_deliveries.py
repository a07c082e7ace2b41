"""10,000 webhooks out of real histories, doubled and shuffled; `pytest -s` shows the figures."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from tests.billing.histories import shuffled
from tests.doors import Owner, api, client, new_owner, other, owner

__all__ = ["api", "client", "new_owner", "other", "owner"]

pytestmark = pytest.mark.long


async def test_10000_deliveries_end_where_payments_are(
    new_owner: Callable[..., Awaitable[Owner]], client: httpx.AsyncClient
) -> None:
    figures = await shuffled(new_owner, client, deliveries=10_000, owners=64, seed=6)
    print(f"\n{figures}")  # noqa: T201 - the figures are the point
    assert (figures.refused, figures.wrong_states, figures.unfinished, figures.doubled_mails) == (0, 0, 0, 0)
