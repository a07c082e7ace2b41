"""A shopper who asked for a person is answered by mail: by the owner alone, once, and nobody is flooded."""

import uuid
from email import message_from_string, policy
from typing import Any

import httpx
import pytest
from sqlmodel import select

from shopchat.accounts.models import OutboxMail, User
from shopchat.conversations import hand_offs, letters
from shopchat.conversations.models import Lead
from shopchat.core import clock, db
from shopchat.core.config import get_settings
from shopchat.core.errors import Invalid, NotFound, TooManyRequests
from shopchat.integrations.mail import Mail
from shopchat.integrations.mail.mail import message
from tests.doors import Owner, api, client, new_owner, other, owner
from tests.mails import mails
from tests.widget_server.conftest import bot, shopper
from tests.widget_server.shopper import Shopper

__all__ = ["api", "bot", "client", "new_owner", "other", "owner", "shopper"]

HOME = "/api/v1/conversations"


@pytest.fixture
async def lead(shopper: Shopper) -> Lead:
    """A shopper who asked for a person."""
    await shopper.say("Do you repair tents?")
    wish = {"email": "bea@example.com", "name": "Bea", "message": "Mine has a <hole>."}
    assert (await shopper.send("handoff", visitor_token=shopper.token, **wish)).status_code == 204
    async with db.unit_of_work() as session:
        return (await session.exec(select(Lead))).one()


async def reply(owner: Owner, lead: Lead, content: str, **more: Any) -> Any:
    async with db.unit_of_work(acting=owner.account.id) as session:
        return await hand_offs.reply(session, owner.account, lead_id=lead.id, content=content, **more)


async def shown(owner: Owner, lead: Lead) -> dict[str, Any]:
    found: dict[str, Any] = (await owner.http.get(f"{HOME}/{lead.conversation_id}")).json()
    return found


async def waiting(owner: Owner, value: str = "true") -> int:
    return int((await owner.http.get(HOME, params={"waiting": value})).json()["total"])


async def test_a_neighbour_meets_nothing(owner: Owner, other: Owner, lead: Lead) -> None:
    with pytest.raises(NotFound):
        await reply(other, lead, "Hello")
    eve = other.account
    async with db.unit_of_work(acting=eve.id) as session:
        assert await hand_offs.waiting(session, eve) == 0
        assert await hand_offs.waiting_among(session, eve, conversation_ids=[lead.conversation_id]) == set()
        with pytest.raises(NotFound):
            await hand_offs.settle(session, eve, lead_id=lead.id)
    assert (await shown(owner, lead))["hand_offs"][0]["status"] == "open"
    assert [mail for mail in await mails() if mail.reply_to] == []


async def test_the_answer_is_mailed_stands_in_the_conversation_and_ends_the_waiting(owner: Owner, lead: Lead) -> None:
    assert (await waiting(owner), await waiting(owner, "false")) == (1, 0)
    await reply(owner, lead, "  Yes.\n\nSend it to us.  ")
    seen = await shown(owner, lead)
    assert (seen["messages"][-1]["role"], seen["messages"][-1]["content"]) == ("person", "Yes.\n\nSend it to us.")
    assert seen["messages"][-1]["metadata"]["mailed_to"] == "bea@example.com"
    assert (seen["hand_offs"][0]["status"], bool(seen["hand_offs"][0]["closed_at"])) == ("closed", True)
    assert (await waiting(owner), await waiting(owner, "false")) == (0, 1)
    async with db.unit_of_work() as session:
        mail = (await session.exec(select(OutboxMail).where(OutboxMail.recipient == "bea@example.com"))).one()
    assert mail.reply_to == owner.account.email
    assert "Send it to us." in mail.text
    assert "> Mine has a <hole>." in mail.text
    assert "<hole>" not in mail.html


async def test_an_ended_conversation_can_be_answered_too(owner: Owner, lead: Lead) -> None:
    await owner.http.post(f"{HOME}/{lead.conversation_id}/end")
    await reply(owner, lead, "Yes.")
    assert (await shown(owner, lead))["status"] == "ended"


async def test_sent_twice_it_is_mailed_once(owner: Owner, lead: Lead) -> None:
    draft = str(uuid.uuid4())
    first = await reply(owner, lead, "Yes.", draft_id=draft)
    assert (await reply(owner, lead, "Yes.", draft_id=draft)).id == first.id
    assert len([mail for mail in await mails() if mail.recipient == "bea@example.com"]) == 1


async def test_it_can_be_closed_without_a_mail(owner: Owner, lead: Lead) -> None:
    closed = []
    for _ in range(2):
        async with db.unit_of_work(acting=owner.account.id) as session:
            closed.append((await hand_offs.settle(session, owner.account, lead_id=lead.id)).closed_at)
    assert closed[0] is not None
    assert closed[0] == closed[1]
    assert await waiting(owner) == 0
    assert [mail for mail in await mails() if mail.reply_to] == []


@pytest.mark.parametrize("content", ["", "  \n ", "x" * 2001])
async def test_an_empty_or_endless_answer_is_refused(owner: Owner, lead: Lead, content: str) -> None:
    with pytest.raises(Invalid):
        await reply(owner, lead, content)
    assert (await shown(owner, lead))["hand_offs"][0]["status"] == "open"


async def test_a_day_has_so_many_mails(owner: Owner, lead: Lead, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATE_LIMIT_REPLY_MAILS", "1")
    get_settings.cache_clear()
    await reply(owner, lead, "Yes.")
    with pytest.raises(TooManyRequests):
        await reply(owner, lead, "And no.")
    assert [it["content"] for it in (await shown(owner, lead))["messages"] if it["role"] == "person"] == ["Yes."]


async def test_waiting_is_yes_or_no(client: httpx.AsyncClient, owner: Owner) -> None:
    assert (await owner.http.get(HOME, params={"waiting": "perhaps"})).status_code == 422
    assert (await client.get(HOME, params={"waiting": "true"})).status_code == 401


def test_the_mail_is_a_persons() -> None:
    letter = letters.reply("Hello", chatbot="Tent Café", question=None)
    mail = Mail(
        "id",
        "bea@example.com",
        letter.subject,
        letter.text,
        letter.html,
        clock.now(),
        sender_name="Tent Café",
        reply_to="ada@example.com",
    )
    read = message_from_string(message(mail, "no-reply@shop.example").as_string(), policy=policy.default)
    assert read["From"].addresses[0].display_name == "Tent Café via ShopChat"
    assert read["Reply-To"] == "ada@example.com"
    assert read["Auto-Submitted"] is None
    assert read["Subject"] == "An answer to your question to Tent Café"


async def test_the_owner_is_mailed_once_a_conversation_if_she_wants_it(
    owner: Owner, lead: Lead, shopper: Shopper
) -> None:
    again = {"email": "bea@example.com", "message": "Hello?"}
    await shopper.send("handoff", visitor_token=shopper.token, **again)
    about = [mail for mail in await mails() if mail.recipient == owner.account.email and "person" in mail.subject]
    assert [mail.subject for mail in about] == ["Bea asked Alba for a person"]
    assert f"/dashboard/conversations/{lead.conversation_id}" in about[0].text


async def test_an_owner_who_wants_no_such_mail_gets_none(owner: Owner, shopper: Shopper) -> None:
    async with db.unit_of_work() as session:
        (await session.get_one(User, owner.account.id)).mails_hand_offs = False
    await shopper.say("Do you repair tents?")
    await shopper.send("handoff", visitor_token=shopper.token, email="bea@example.com")
    assert [mail for mail in await mails() if "person" in mail.subject] == []
