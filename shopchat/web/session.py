"""Who this browser is, and the guard that every event handler goes through.

Any browser can call any public method of a state with any arguments, so a handler carries exactly one of the two
marks of this module; `tests/web/test_guards.py` fails for one that carries none.
"""

import functools
import inspect
import logging
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import quote

import reflex as rx
from psycopg.errors import ReadOnlySqlTransaction
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import administration
from shopchat.accounts import service as accounts
from shopchat.accounts.models import User
from shopchat.billing.plans import PLANS
from shopchat.core.config import get_settings
from shopchat.core.db import Unscoped, forbid_writing, unit_of_work
from shopchat.core.errors import Conflict, Invalid, NotFound, ShopChatError, Unauthenticated
from shopchat.web.theme import ADMIN_HOME, HOME

SESSION_COOKIE = "shopchat_session"
SESSION_SECONDS = 30 * 24 * 3600
ONLY_LOOKING = "You are only looking at this account. Nothing of it was changed."
BROKEN = "Something went wrong on our side. Nothing was changed; please try again."
GUARD = "_guard"
ADMIN = "admin"

Events = Any
"""What a handler may return to Reflex: nothing, an event, or a list of them."""

log = logging.getLogger(__name__)


class SessionState(rx.State):
    """The signed-in account, as far as the frame shows it. Every page's state is a substate."""

    session_token: str = rx.Cookie(
        "",
        name=SESSION_COOKIE,
        max_age=SESSION_SECONDS,
        same_site="strict",
        secure=get_settings().site_url.startswith("https:"),
    )
    email: str = ""
    plan: str = ""
    is_admin: bool = False
    # Whose pages an admin looks at in this tab; only the server can set it.
    _viewed_id: str = ""
    viewed: str = ""

    def _look_at(self, account: User | None) -> None:
        self._viewed_id, self.viewed = (str(account.id), account.email) if account else ("", "")

    def _keep_from_viewers(self) -> None:
        """For what only the owner may read. Raises `Conflict` for an admin who looks at the account."""
        if self._viewed_id:
            raise Conflict("Only the owner of the account can see this.")

    def _greet(self, account: User) -> None:
        if self.email != account.email:
            self.email = account.email
        label = PLANS[account.plan].label
        if self.plan != label:
            self.plan = label
        if self.is_admin != (account.role == ADMIN):
            self.is_admin = account.role == ADMIN

    def _refused(self, refusal: ShopChatError) -> Events:
        """What the page says to an expected refusal. Pages with a form put it beside its field instead."""
        return rx.toast.error(refusal.detail)

    def _broke(self) -> Events:
        """What the page says when the fault is ours."""
        return rx.toast.error(BROKEN)

    def _sign_in_again(self) -> Events:
        self._look_at(None)
        self.session_token = ""
        self.email = ""
        url = self.router.url
        here = f"{url.path}?{url.query}" if url.query else url.path
        return rx.redirect(f"/login?next={quote(here, safe='/')}", replace=True)

    def _route_id(self, name: str, noun: str) -> uuid.UUID:
        return parse_id(getattr(self, name, ""), noun)


def parse_id(text: str, noun: str) -> uuid.UUID:
    """The id in `text`; raises `NotFound` for `noun` when it is none, as for an id that nobody owns."""
    try:
        return uuid.UUID(text)
    except (ValueError, TypeError, AttributeError):
        raise NotFound(noun) from None


S = TypeVar("S", bound=SessionState)
P = ParamSpec("P")


def signed_in(
    handler: Callable[Concatenate[S, AsyncSession, User, P], Awaitable[Events]],
) -> Any:  # Reflex makes an event handler of it, whose type is not that of a method
    """Makes `handler` an event handler that runs in one unit of work, for the account of the session and nobody else.

    The account is read anew on each event, so that a signed-out, expired or suspended one is stopped at once. Without
    one the browser goes to the sign-in page and comes back. An admin who looks at another account gets that one, in a
    transaction that can change nothing. The handler gets `(session, account)` before its own
    arguments; its refusals become a sentence on the page.
    """

    @functools.wraps(handler)
    async def guarded(self: S, *args: P.args, **kwargs: P.kwargs) -> Events:
        async def work() -> Events:
            async with _unit_of(self) as (session, account):
                self._greet(account)
                return await handler(self, session, account, *args, **kwargs)

        return await _in_sentences(self, work, handler.__qualname__)

    _hide(guarded, 2)
    setattr(guarded, GUARD, "signed_in")
    return rx.event(guarded)  # type: ignore[arg-type]


def signed_in_alone(handler: Callable[Concatenate[S, User, P], Awaitable[Events]]) -> Any:
    """`signed_in` for a handler that asks another server: it gets the account, and no transaction stays open for it.

    Nothing would keep it from changing something there, so for an admin who looks at another account it does not run.
    """

    @functools.wraps(handler)
    async def guarded(self: S, *args: P.args, **kwargs: P.kwargs) -> Events:
        async def work() -> Events:
            if self._viewed_id:
                raise Conflict(ONLY_LOOKING)
            return await handler(self, await _who_is_there(self), *args, **kwargs)

        return await _in_sentences(self, work, handler.__qualname__)

    _hide(guarded, 1)
    setattr(guarded, GUARD, "signed_in")
    return rx.event(guarded)  # type: ignore[arg-type]


def as_admin(handler: Callable[Concatenate[S, AsyncSession, User, P], Awaitable[Events]]) -> Any:
    """`signed_in` for admins: the unit of work reaches all accounts. For everybody else there is no such page."""

    @functools.wraps(handler)
    async def guarded(self: S, *args: P.args, **kwargs: P.kwargs) -> Events:
        async def work() -> Events:
            account = await _who_is_there(self)
            if account.role != ADMIN:
                return rx.redirect("/404", replace=True)
            async with unit_of_work(unscoped=Unscoped.ADMIN) as session:
                return await handler(self, session, account, *args, **kwargs)

        return await _in_sentences(self, work, handler.__qualname__)

    _hide(guarded, 2)
    setattr(guarded, GUARD, "as_admin")
    return rx.event(guarded)  # type: ignore[arg-type]


@asynccontextmanager
async def _unit_of(state: SessionState) -> AsyncIterator[tuple[AsyncSession, User]]:
    """A unit of work for the account of the session, or one that can only read for the account that its admin views."""
    if state._viewed_id:  # noqa: SLF001 - only the server may set it, so it is no event handler's to name
        if (await _account_of(state)).role != ADMIN:  # somebody else signed in where an admin was
            raise Unauthenticated("An admin looked at another account here.")
        async with unit_of_work(unscoped=Unscoped.ADMIN) as session:
            account = await administration.viewed(session, account_id=uuid.UUID(state._viewed_id))  # noqa: SLF001
        try:
            async with unit_of_work(acting=account.id) as session:
                await forbid_writing(session)
                yield session, account
        except DBAPIError as error:
            if isinstance(error.orig, ReadOnlySqlTransaction):
                raise Conflict(ONLY_LOOKING) from error
            raise
        return
    async with unit_of_work(unscoped=Unscoped.SIGN_IN) as session:
        yield session, await accounts.account_for_session(session, token=state.session_token)


async def _account_of(state: SessionState) -> User:
    """The account of the session, out of a unit of work of its own."""
    async with unit_of_work(unscoped=Unscoped.SIGN_IN) as session:
        return await accounts.account_for_session(session, token=state.session_token)


async def _who_is_there(state: SessionState) -> User:
    account = await _account_of(state)
    state._greet(account)  # noqa: SLF001 - a state's own method is an endpoint unless it begins so
    return account


async def _in_sentences(state: SessionState, work: Callable[[], Awaitable[Events]], name: str) -> Events:
    """What `work` returns, or what the page says to why it did not."""
    try:
        return await work()
    except Unauthenticated:
        return state._sign_in_again()  # noqa: SLF001 - a state's own method is an endpoint unless it begins so
    except ShopChatError as refusal:
        return state._refused(refusal)  # noqa: SLF001
    except ValidationError as flaw:
        return state._refused(_as_refusal(flaw))  # noqa: SLF001
    except Exception:
        log.exception("event handler %s failed", name)
        return state._broke()  # noqa: SLF001


def public(handler: Callable[..., Awaitable[Events]]) -> Any:
    """Marks an event handler as meant for anyone: it reads and writes nothing but the caller's own tab,
    or does what a visitor may (sign in, register)."""
    setattr(handler, GUARD, "public")
    return rx.event(handler)


def _as_refusal(flaw: ValidationError) -> Invalid:
    first = flaw.errors(include_url=False)[0]
    most = first.get("ctx", {}).get("max_length")
    sentences = {
        "string_too_short": "Please fill this in.",
        "string_too_long": f"This is too long: at most {most} characters.",
        "too_long": f"These are too many: at most {most}.",
    }
    told = first["msg"].removeprefix("Value error, ")
    return Invalid(sentences.get(first["type"], f"{told[:1].upper()}{told[1:]}."), loc=tuple(first["loc"]))


def _hide(guarded: Callable[..., Any], count: int) -> None:
    """Reflex fills a handler's parameters from the browser: the first ones, which the guard fills, must not be seen."""
    own, *others = inspect.signature(guarded).parameters.values()
    rest = others[count:]
    guarded.__signature__ = inspect.Signature([own, *rest])  # type: ignore[attr-defined]
    names = {parameter.name for parameter in rest} | {"return"}
    guarded.__annotations__ = {k: v for k, v in guarded.__annotations__.items() if k in names}


def safe_next(path: str) -> str:
    """`path` when it leads into the dashboard or the admin pages of this site, else the dashboard's home."""
    inside = any(path == home or path.startswith((f"{home}/", f"{home}?")) for home in (HOME, ADMIN_HOME))
    return path if inside else HOME
