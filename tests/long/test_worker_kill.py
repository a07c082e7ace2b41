"""Twenty kills of a worker at work, ten of them without warning; `pytest -s` shows the figures."""

import pytest

from tests.core.test_jobs_kill import kill_workers

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("clean_database")]


async def test_twenty_kills_lose_nothing_and_double_nothing() -> None:
    figures = await kill_workers(kills=20, jobs_a_round=12)
    print(f"\n10 SIGKILL, 10 SIGTERM: {figures}")  # noqa: T201 - the figures are the point
    assert figures.died > 0, "No kill hit a running job; this run proves nothing."
    assert (figures.lost, figures.doubled) == (0, 0)
