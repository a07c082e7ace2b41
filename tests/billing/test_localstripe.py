"""A Stripe that others wrote (localstripe, as a process of its own) signs the webhooks and answers our SDK's questions.

It has no prices, checkout or portal, so the subscription is begun by the test; its plan stands for the price.
"""

import json
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from shopchat.billing import sync
from shopchat.core import db
from shopchat.integrations.payments.real import StripePayments
from tests.billing.local_buyer import JSON_TYPE, STRIPE, secret, standing
from tests.doors import Owner
from tests.running_copy import free_port

NewOwner = Callable[..., Awaitable[Owner]]
PATIENCE = 60  # seconds: it sends each webhook a second after its cause, and the machine may be busy


class LocalStripe:
    """The process, and what it has posted."""

    def __init__(self, home: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.deliveries: list[tuple[bytes, str]] = []
        command = [sys.executable, "-m", "localstripe", "--port", str(self.port), "--from-scratch"]
        self.process = subprocess.Popen(
            command,
            cwd=home,
            env={**os.environ, "TMPDIR": str(home)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )

    def post(self, path: str, method: str = "POST", **form: Any) -> dict[str, Any]:
        body = urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(
            self.address + path, body, {"Authorization": "Bearer sk_test_12345"}, method=method
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read()
        found: dict[str, Any] = json.loads(text) if text else {}
        return found

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                urllib.request.urlopen(f"{self.address}/js.stripe.com/v3/", timeout=5).close()
                return
            except OSError:
                assert self.process.poll() is None, "localstripe ended"
                assert time.monotonic() < deadline
                time.sleep(0.1)

    def wait_for(self, kind: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not any(json.loads(body)["type"] == kind for body, _ in self.deliveries):
            assert time.monotonic() < deadline, f"no {kind}"
            time.sleep(0.1)


@pytest.fixture
def foreign(tmp_path: Path, client: httpx.AsyncClient) -> Iterator[LocalStripe]:
    stripe = LocalStripe(tmp_path)

    class Catcher(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            stripe.deliveries.append((body, self.headers["Stripe-Signature"]))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    catcher = ThreadingHTTPServer(("127.0.0.1", 0), Catcher)
    thread = threading.Thread(target=catcher.serve_forever, daemon=True)
    thread.start()
    try:
        stripe.wait_until_it_answers()
        url = f"http://127.0.0.1:{catcher.server_port}/"
        stripe.post("/_config/webhooks/one", url=url, secret=secret())
        yield stripe
    finally:
        stripe.process.terminate()
        stripe.process.wait(20)
        catcher.shutdown()
        catcher.server_close()
        thread.join()


async def test_its_webhooks_are_taken_and_the_account_follows(
    foreign: LocalStripe, new_owner: NewOwner, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    prices = {"pro": ("price_pro",), "enterprise": ("price_big",)}
    money = StripePayments("sk_test_12345", prices=prices, address=foreign.address)

    async def foreign_money() -> StripePayments:
        return money

    monkeypatch.setattr(sync, "payments", foreign_money)
    owner = await new_owner("free")
    customer = await money.new_customer(owner.account.id, owner.account.email, key="customer")
    async with db.unit_of_work() as session:
        account = await session.merge(owner.account)
        account.stripe_customer_id = customer

    foreign.post("/v1/plans", id="price_pro", amount=2900, currency="usd", interval="month", **{"product[name]": "Pro"})
    card: dict[str, Any] = {
        "card[number]": "4242424242424242",
        "card[exp_month]": 12,
        "card[exp_year]": 2099,
        "card[cvc]": "123",
    }
    foreign.post(f"/v1/customers/{customer}/sources", source=foreign.post("/v1/tokens", **card)["id"])
    begun = foreign.post("/v1/subscriptions", customer=customer, **{"items[0][plan]": "price_pro"})
    foreign.wait_for("customer.subscription.created")
    await deliver_all(foreign, client)
    bought = await standing(owner)
    assert (bought["plan"], bought["status"], bought["source"]) == ("pro", "active", "stripe")

    foreign.post(f"/v1/subscriptions/{begun['id']}", method="DELETE")
    foreign.wait_for("customer.subscription.deleted")
    await deliver_all(foreign, client)
    ended = await standing(owner)
    assert (ended["plan"], ended["status"]) == ("free", "canceled")


async def deliver_all(foreign: LocalStripe, client: httpx.AsyncClient) -> None:
    """The bytes and the signature as they came; twice each, the last first; and with one byte changed."""
    for body, signature in [*foreign.deliveries, *reversed(foreign.deliveries)]:
        headers = {**JSON_TYPE, "Stripe-Signature": signature}
        assert (await client.post(STRIPE, content=body, headers=headers)).status_code == 200
        assert (await client.post(STRIPE, content=body + b" ", headers=headers)).status_code == 400
