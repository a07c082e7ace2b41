"""Buying, changing and ending a plan. Its verbs open their own transactions; none is held while payments are asked."""

import uuid
from dataclasses import dataclass

from shopchat.accounts import service as accounts
from shopchat.accounts.models import User
from shopchat.billing import queries, sync
from shopchat.billing.models import Subscription
from shopchat.billing.plans import PLANS
from shopchat.billing.warnings import PAGE
from shopchat.core import clock
from shopchat.core.config import get_settings
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.errors import Conflict, Invalid, NotFound
from shopchat.integrations.payments import Buyer, Invoice, Payments, is_local, payments
from shopchat.integrations.payments.payments import LIVE

PAID = tuple(name for name, plan in PLANS.items() if plan.price_usd)
HOUR = 3600
BACK = "?back=portal"
"""Whoever comes back so may have changed something."""


@dataclass(frozen=True)
class _Customer:
    buyer: Buyer
    bought: int
    live: Subscription | None


async def checkout(account: User, *, plan: str) -> str:
    """The address of the page where the account buys `plan`, or confirms the change to it.

    Raises `Invalid` for a plan that cannot be bought, `Conflict` for the one it has, `PaymentsUnreachable`.
    """
    if plan not in PAID:
        raise Invalid(f"Choose one of {', '.join(PAID)}. To leave a paid plan, cancel it.", loc=("body", "plan"))
    money = await payments()
    customer = await _customer(money, account)
    page = f"{get_settings().site_url}{PAGE}"
    if customer.live is not None:
        if customer.live.plan == plan and not customer.live.cancel_at_period_end:
            raise Conflict(f"You pay for the {PLANS[plan].label} plan already.")
        subscription = customer.live.stripe_subscription_id
        return await money.portal(customer.buyer, return_url=f"{page}{BACK}", subscription=subscription, plan=plan)
    # One key for the clicks of one wish: what was bought since, and the hour, make it another wish.
    hour = int(clock.now().timestamp()) // HOUR
    key = f"checkout:{customer.buyer.customer_id}:{plan}:{customer.bought}:{hour}"
    return await money.checkout(customer.buyer, plan, done_url=f"{page}?paid={plan}", back_url=page, key=key)


async def portal(account: User) -> str:
    """The address of the page where the account manages cards, invoices and its plan.

    Raises `Conflict` for an account that has bought nothing, `PaymentsUnreachable`.
    """
    money = await payments()
    if not _is_known(account):
        raise Conflict("There is nothing to manage yet: this account has never bought a plan.")
    customer = await _customer(money, account)
    return await money.portal(
        customer.buyer, return_url=f"{get_settings().site_url}{PAGE}{BACK}", subscription=None, plan=None
    )


async def set_cancelled(account: User, *, cancel: bool) -> None:
    """Lets the paid plan end with its period, or go on after all. Raises `Conflict` when there is none."""
    money = await payments()
    customer = await _customer(money, account) if _is_known(account) else None
    if customer is None or customer.live is None:
        raise Conflict("There is no paid plan to cancel.")
    row = customer.live
    # The row changes with each change of mind, and the key with it.
    key = f"cancel:{row.stripe_subscription_id}:{cancel}:{row.updated_at.timestamp()}"
    await money.set_cancel_at_period_end(row.stripe_subscription_id, cancel, key=key)
    await refresh(account)


async def refresh(account: User) -> None:
    """Looks at payments now, as when the buyer comes back from paying, ahead of any webhook."""
    if not _is_known(account) or account.stripe_customer_id is None:
        return
    seen = await sync.look(account.stripe_customer_id)
    async with unit_of_work(unscoped=Unscoped.EVENT) as session:
        await sync.apply(session, account.id, seen)


async def invoices(account: User) -> list[Invoice]:
    """The account's latest invoices, newest first. Raises `PaymentsUnreachable`."""
    if not _is_known(account) or account.stripe_customer_id is None:
        return []
    return await (await payments()).invoices_of(account.stripe_customer_id)


def _is_known(account: User) -> bool:
    """Whether the account is a customer of the payments that this copy has now: a local id means nothing to Stripe."""
    return account.stripe_customer_id is not None and ("_local_" in account.stripe_customer_id) == is_local()


async def _customer(money: Payments, account: User) -> _Customer:
    async with unit_of_work(unscoped=Unscoped.EVENT) as session:
        bought = await queries.subscriptions(session, account)
        lost = await queries.lost_customers(session, account)
    customer_id = account.stripe_customer_id if _is_known(account) else None
    if customer_id is None:
        key = f"customer:{account.id}:{lost}"
        customer_id = await _keep(account.id, await money.new_customer(account.id, account.email, key=key))
    live = next((row for row in bought if row.status in LIVE and row.stripe_customer_id == customer_id), None)
    return _Customer(Buyer(account.id, account.email, customer_id), len(bought), live)


async def _keep(account_id: uuid.UUID, customer_id: str) -> str:
    """Of two requests at once the first one's customer stays."""
    async with unit_of_work(unscoped=Unscoped.EVENT) as session:
        account = await accounts.held(session, account_id=account_id)
        if account is None:
            raise NotFound("Account")
        if not _is_known(account):
            account.stripe_customer_id = customer_id
            session.add(account)
        assert account.stripe_customer_id is not None
        return account.stripe_customer_id
