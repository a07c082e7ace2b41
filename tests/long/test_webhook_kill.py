"""Web and worker are killed while webhooks come in: a sender that repeats until it is taken loses none."""

import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
import pytest
from standardwebhooks import Webhook

from tests.running_copy import Copy, running_copy

pytestmark = pytest.mark.long

USERS, KILLS = 150, 10
PATIENCE = 180


@pytest.fixture
def copy() -> Iterator[Copy]:
    home = Path(tempfile.mkdtemp(prefix="shopchat-kill-"))
    try:
        with running_copy(home, PLATFORM_WEBHOOK_SECRET=SECRET) as running:
            yield running
    finally:
        shutil.rmtree(home, ignore_errors=True)


SECRET = "whsec_c2VjcmV0IG9mIHRoZSBraWxsIHRlc3QhISE="


def deliver(copy: Copy, message_id: str, body: bytes) -> bool:
    """One attempt of a sender that knows no more than the status."""
    now = datetime.now(UTC)
    signature = Webhook(SECRET).sign(message_id, now, body.decode())
    headers = {"webhook-id": message_id, "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}
    try:
        url = f"{copy.url}/api/v1/webhooks/platform-events"
        return httpx.post(url, content=body, headers=headers, timeout=10).status_code == 200
    except httpx.HTTPError:
        return False


def kill_one(copy: Copy, chance: random.Random) -> None:
    """SIGKILL for a process of this copy that serves or works: a web worker, its parent, or the worker."""
    family = psutil.Process(copy.process.pid).children(recursive=True)
    mine = [each for each in family if _role(each) in ("shopchat.web.server", "shopchat.worker")]
    if mine:
        chance.choice(mine).kill()


def _role(process: psutil.Process) -> str:
    try:
        words = process.cmdline()
        return words[words.index("-m") + 1] if "-m" in words else words[-1] if words else ""
    except (psutil.Error, IndexError):
        return ""


def test_ten_kills_lose_no_event(copy: Copy) -> None:
    chance = random.Random(6)
    waiting: list[tuple[str, bytes]] = []
    for number in range(USERS):
        user = f"p{number}"
        data = f'{{"external_platform_id": "{user}", "email": "{user}@shop.example", "plan": "pro"}}'
        waiting.append((f"made-{user}", f'{{"type": "user.created", "data": {data}}}'.encode()))
        if number % 3 == 0:
            gone = f'{{"type": "user.deleted", "data": {{"external_platform_id": "{user}"}}}}'
            waiting.append((f"gone-{user}", gone.encode()))
    chance.shuffle(waiting)
    total, attempts, kills = len(waiting), 0, 0
    due = [round((each + 1) * total / (KILLS + 1)) for each in range(KILLS)]
    deadline = time.monotonic() + 15 * 60
    while waiting:
        assert time.monotonic() < deadline, f"{len(waiting)} were never taken"
        if due and total - len(waiting) >= due[0]:
            due.pop(0)
            kill_one(copy, chance)
            kills += 1
        message_id, body = waiting.pop(0)
        attempts += 1
        if not deliver(copy, message_id, body) or chance.random() < 0.1:  # Or the answer got lost.
            waiting.append((message_id, body))
            time.sleep(0.05)
    left = _settled(copy)
    print(f"\n{total} events, {attempts} deliveries, {kills} kills: {left}")  # noqa: T201 - the figures are the point
    assert kills == KILLS
    assert left == {"events": total, "unfinished": 0, "users": USERS - len(range(0, USERS, 3)), "on_pro": left["users"]}


def _settled(copy: Copy) -> dict[str, Any]:
    """The counts, once no event waits any more."""
    host = copy.home / "run" / "pg"
    deadline = time.monotonic() + PATIENCE
    with psycopg.connect(f"postgresql://shopchat@/shopchat?host={host}", autocommit=True) as connection:

        def count(what: str) -> int:
            row = connection.execute(f"SELECT count(*) FROM {what}").fetchone()
            assert row
            return int(row[0])

        unfinished = "webhook_events WHERE provider = 'platform' AND status NOT IN ('processed', 'ignored')"
        while count(unfinished) and time.monotonic() < deadline:
            time.sleep(1)
        ours = "users WHERE external_platform_id IS NOT NULL"
        return {
            "events": count("webhook_events WHERE provider = 'platform'"),
            "unfinished": count(unfinished),
            "users": count(ours),
            "on_pro": count(f"{ours} AND plan = 'pro'"),
        }
