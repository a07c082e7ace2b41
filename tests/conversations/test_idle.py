"""Conversations in which nobody speaks end by themselves, and only those."""

import uuid
from datetime import timedelta

import pytest

from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.conversations import service
from shopchat.conversations.models import Conversation
from shopchat.core import clock, db
from shopchat.core.config import get_settings


@pytest.mark.usefixtures("clean_database")
async def test_only_the_idle_end_and_a_batch_at_a_time() -> None:
    idle = timedelta(minutes=get_settings().conversation_timeout_minutes)
    async with db.unit_of_work() as session:
        account = User(email="owner@shop.example", password_hash="!")
        session.add(account)
        await session.flush()
        bot = await chatbots.create_chatbot(session, account, fields=ChatbotChanges(name="Alba"))
        talks = [
            Conversation(
                chatbot_id=bot.id,
                visitor_id=str(number),
                visitor_token_hash=uuid.uuid4().hex,
                last_message_at=clock.now() - idle + timedelta(minutes=number - 1.5),
            )
            for number in range(4)
        ]
        session.add_all(talks)
    async with db.unit_of_work() as session:
        assert await service.end_idle(session, limit=1) == 1
        assert await service.end_idle(session, limit=10) == 1
        assert await service.end_idle(session, limit=10) == 0
    async with db.unit_of_work() as session:
        stored = [await session.get_one(Conversation, talk.id) for talk in talks]
    assert [talk.status for talk in stored] == ["ended", "ended", "active", "active"]
    assert [talk.ended_at is not None for talk in stored] == [True, True, False, False]
