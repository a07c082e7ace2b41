"""What Stripe is asked through its SDK: the version, idempotency keys, retries, and what is made of its answers."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import stripe

from shopchat.core.config import MissingSettings, Settings
from shopchat.integrations.payments import Buyer, PaymentsUnreachable
from shopchat.integrations.payments.real import StripePayments
from tests.integrations.stripe_server import Json, StripeServer, listed, stripe_server

PRICES = {"pro": ("price_pro", "price_pro_2025"), "enterprise": ("price_big",)}
BUYER = Buyer(uuid.UUID(int=7), "owner@shop.example", "cus_1")
STARTED, ENDS, BILLED = 1_795_000_000, 1_797_592_000, 1_795_000_100


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[StripeServer]:
    monkeypatch.setattr(stripe.RequestsClient, "INITIAL_DELAY", 0.01, raising=False)
    monkeypatch.setattr(stripe.RequestsClient, "_sleep_time_seconds", lambda *_, **__: 0.01, raising=False)
    with stripe_server() as running:
        yield running


@pytest.fixture
def money(server: StripeServer) -> StripePayments:
    return StripePayments("sk_test_nobody", prices=PRICES, address=server.address)


def subscription(**fields: Any) -> Json:
    item = {"id": "si_1", "price": {"id": "price_pro"}, "current_period_start": STARTED, "current_period_end": ENDS}
    return {
        "id": "sub_1",
        "object": "subscription",
        "customer": "cus_1",
        "status": "active",
        "cancel_at_period_end": False,
        "items": listed(item),
        "latest_invoice": {"id": "in_1", "object": "invoice", "created": BILLED},
        "metadata": {},
        **fields,
    }


async def test_every_change_carries_its_key_and_the_pinned_version(money: StripePayments, server: StripeServer) -> None:
    server.answers = {
        "POST /v1/customers": {"id": "cus_1", "object": "customer"},
        "GET /v1/checkout/sessions": listed(),
        "POST /v1/checkout/sessions": {"id": "cs_1", "object": "checkout.session", "url": "https://pay.example/1"},
        "POST /v1/subscriptions/sub_1": subscription(),
    }
    assert await money.new_customer(BUYER.account_id, BUYER.email, key="customer:7") == "cus_1"
    url = await money.checkout(BUYER, "pro", done_url="https://a/done", back_url="https://a/back", key="checkout:7")
    await money.set_cancel_at_period_end("sub_1", True, key="cancel:7")
    assert url == "https://pay.example/1"
    assert [each.headers["idempotency-key"] for each in server.changes()] == ["customer:7", "checkout:7", "cancel:7"]
    assert {each.headers["stripe-version"] for each in server.asked} == {"2026-10-28.endive"}
    wanted = server.changes()[1].form
    assert wanted["line_items[0][price]"] == "price_pro"
    assert wanted["customer"] == "cus_1"
    assert wanted["client_reference_id"] == str(BUYER.account_id)
    assert wanted["subscription_data[metadata][shopchat_account]"] == str(BUYER.account_id)
    assert wanted["mode"] == "subscription"


async def test_an_open_checkout_is_used_again_and_one_for_another_plan_is_closed(
    money: StripePayments, server: StripeServer
) -> None:
    page = {"id": "cs_1", "object": "checkout.session", "url": "https://pay.example/1", "metadata": {"plan": "pro"}}
    server.answers = {
        "GET /v1/checkout/sessions": listed(page),
        "POST /v1/checkout/sessions": {"id": "cs_2", "object": "checkout.session", "url": "https://pay.example/2"},
        "POST /v1/checkout/sessions/cs_1/expire": page,
    }
    known = {"done_url": "https://a/done", "back_url": "https://a/back"}
    assert await money.checkout(BUYER, "pro", **known, key="a") == "https://pay.example/1"
    assert server.changes() == []
    assert await money.checkout(BUYER, "enterprise", **known, key="b") == "https://pay.example/2"
    assert [each.path for each in server.changes()] == ["/v1/checkout/sessions/cs_1/expire", "/v1/checkout/sessions"]


async def test_the_portal_is_ours_and_confirms_a_change(money: StripePayments, server: StripeServer) -> None:
    server.answers = {
        "GET /v1/billing_portal/configurations": listed(),
        "GET /v1/prices/price_pro": {"id": "price_pro", "object": "price", "product": "prod_1"},
        "GET /v1/prices/price_big": {"id": "price_big", "object": "price", "product": "prod_1"},
        "POST /v1/billing_portal/configurations": {"id": "bpc_1", "object": "billing_portal.configuration"},
        "GET /v1/subscriptions/sub_1": subscription(),
        "POST /v1/billing_portal/sessions": {"object": "billing_portal.session", "url": "https://portal.example"},
    }
    for _ in range(2):
        url = await money.portal(BUYER, return_url="https://a/back", subscription="sub_1", plan="enterprise")
    assert url == "https://portal.example"
    made, asked, _ = server.changes()
    assert made.form["features[subscription_update][products][0][prices][1]"] == "price_big"
    assert made.form["features[subscription_cancel][mode]"] == "at_period_end"
    assert asked.form["configuration"] == "bpc_1"
    change = "flow_data[subscription_update_confirm][items][0]"
    assert (asked.form[f"{change}[id]"], asked.form[f"{change}[price]"]) == ("si_1", "price_big")


async def test_subscriptions_are_read_in_the_words_of_the_newest_version(
    money: StripePayments, server: StripeServer
) -> None:
    old_price = listed(
        {"id": "si", "price": {"id": "price_pro_2025"}, "current_period_start": 1, "current_period_end": 2}
    )
    strange = listed({"id": "si", "price": {"id": "price_x"}, "current_period_start": 1, "current_period_end": 2})
    server.answers["GET /v1/subscriptions"] = listed(
        subscription(),
        subscription(id="sub_2", status="past_due", items=old_price),
        subscription(id="sub_3", items=strange, cancel_at=ENDS, latest_invoice=None),
    )
    first, late, other = await money.subscriptions_of("cus_1")
    assert (first.plan, first.status, first.unpaid_since) == ("pro", "active", None)
    assert first.period_end == datetime.fromtimestamp(ENDS, UTC)
    assert (late.plan, late.unpaid_since) == ("pro", datetime.fromtimestamp(BILLED, UTC))
    assert (other.plan, other.cancel_at_period_end) == (None, True)
    assert server.asked[0].form["status"] == "all"


async def test_a_customer_that_stripe_does_not_know_has_nothing(money: StripePayments, server: StripeServer) -> None:
    assert await money.subscriptions_of("cus_gone") == []
    await money.end_customer("cus_gone")
    assert server.changes() == []


async def test_ending_a_customer_ends_what_lives(money: StripePayments, server: StripeServer) -> None:
    server.answers = {
        "GET /v1/checkout/sessions": listed({"id": "cs_1", "object": "checkout.session"}),
        "POST /v1/checkout/sessions/cs_1/expire": {"id": "cs_1", "object": "checkout.session"},
        "GET /v1/subscriptions": listed(subscription(), subscription(id="sub_2", status="canceled")),
        "DELETE /v1/subscriptions/sub_1": subscription(status="canceled"),
    }
    await money.end_customer("cus_1")
    assert [(each.method, each.path) for each in server.changes()] == [
        ("POST", "/v1/checkout/sessions/cs_1/expire"),
        ("DELETE", "/v1/subscriptions/sub_1"),
    ]
    assert [each.headers["idempotency-key"] for each in server.changes()] == ["expire:cs_1", "end:sub_1"]


async def test_amounts_are_in_units_of_their_currency(money: StripePayments, server: StripeServer) -> None:
    bill = {"id": "in_1", "object": "invoice", "number": "A-1", "created": BILLED, "status": "paid"}
    server.answers["GET /v1/invoices"] = listed(
        {**bill, "total": 2900, "currency": "usd", "hosted_invoice_url": "https://bill.example"},
        {**bill, "total": 2900, "currency": "jpy", "hosted_invoice_url": None},
        {**bill, "total": 0, "currency": "eur", "status": "draft", "number": None},
    )
    first, second = await money.invoices_of("cus_1")
    assert (first.amount, first.currency, first.url) == (Decimal(29), "USD", "https://bill.example")
    assert (second.amount, second.currency, second.url) == (Decimal(2900), "JPY", "")


@pytest.mark.parametrize("status", [500, 503, 409, 429])
async def test_a_passing_failure_is_tried_again_under_the_same_key(
    money: StripePayments, server: StripeServer, status: int
) -> None:
    server.answers["POST /v1/customers"] = {"id": "cus_1", "object": "customer"}
    server.failures = [status]
    if status == 429:  # Stripe asks to leave it alone: the job, or the person, tries again.
        with pytest.raises(PaymentsUnreachable):
            await money.new_customer(BUYER.account_id, BUYER.email, key="k")
        return
    assert await money.new_customer(BUYER.account_id, BUYER.email, key="k") == "cus_1"
    assert [each.headers["idempotency-key"] for each in server.asked] == ["k", "k"]


@pytest.mark.parametrize("failures", [[500] * 9, [400], [401], [402]])
async def test_a_lasting_failure_is_one_sentence_without_a_secret(
    money: StripePayments, server: StripeServer, failures: list[int]
) -> None:
    server.failures = failures
    with pytest.raises(PaymentsUnreachable) as caught:
        await money.new_customer(BUYER.account_id, BUYER.email, key="k")
    assert "sk_test" not in caught.value.detail
    assert len(server.asked) <= 3


async def test_nobody_there_is_the_same_sentence() -> None:
    nowhere = StripePayments("sk_test_nobody", prices=PRICES, address="http://127.0.0.1:9")
    with pytest.raises(PaymentsUnreachable):
        await nowhere.subscriptions_of("cus_1")


def test_a_key_alone_stops_the_start_and_the_sentence_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STRIPE_WEBHOOK_SECRET", "STRIPE_PRICE_PRO", "STRIPE_PRICE_ENTERPRISE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_test_x")
    with pytest.raises(MissingSettings, match="STRIPE_WEBHOOK_SECRET, STRIPE_PRICE_PRO, STRIPE_PRICE_ENTERPRISE"):
        Settings()
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", "whsec_x")
    monkeypatch.setenv("STRIPE_PRICE_PRO", "price_new, price_old")
    monkeypatch.setenv("STRIPE_PRICE_ENTERPRISE", "price_big")
    assert Settings().stripe_prices == {"pro": ("price_new", "price_old"), "enterprise": ("price_big",)}
