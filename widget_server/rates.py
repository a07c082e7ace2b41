"""How often the shoppers door may be knocked at. A turn of chat has limits of its own, by key and by visitor id."""

import hashlib
from datetime import timedelta

from fastapi import Request

from shopchat.core import limits
from shopchat.core.config import get_settings
from shopchat.http.addresses import client_address
from widget_server import bodies

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


async def chat(body: bodies.ChatBody) -> None:
    """Counts one message for its key and for its visitor."""
    settings = get_settings()
    visitor_name = hashlib.sha256(f"{body.widget_key}:{body.visitor_id}".encode()).hexdigest()
    await limits.enforce(
        limits.Window("widget_key", body.widget_key, settings.rate_limit_widget_key, MINUTE),
        limits.Window("visitor", visitor_name, settings.rate_limit_visitor, MINUTE),
    )


async def address(request: Request) -> None:
    """Counts one request for its network address, which many shoppers may share."""
    await limits.enforce(_from(request))


async def act(request: Request, body: bodies.Visitor) -> None:
    """Counts one request for its address and for whoever holds its token, known or guessed."""
    await limits.enforce(_from(request), _by(body))


async def hand_off(request: Request, body: bodies.Visitor) -> None:
    """Like `act`, and counts what ends in an owner's inbox by the hour."""
    settings = get_settings()
    await limits.enforce(
        _from(request),
        _by(body),
        limits.Window("handoff", body.visitor_token, settings.rate_limit_handoff, HOUR),
        limits.Window("handoff-from", client_address(request), settings.rate_limit_handoff_from, HOUR),
    )


def _from(request: Request) -> limits.Window:
    return limits.Window("widget-from", client_address(request), get_settings().rate_limit_widget_from, MINUTE)


def _by(body: bodies.VisitorBody) -> limits.Window:
    return limits.Window("widget-visitor", body.visitor_token, get_settings().rate_limit_widget_visitor, MINUTE)
