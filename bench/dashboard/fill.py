"""An owner whose shoppers have written a given number of messages over the last ninety days."""

import secrets
from datetime import timedelta

from sqlalchemy import text

from bench.shelves import settle
from shopchat.accounts import service as accounts
from shopchat.accounts.models import User
from shopchat.analytics import days
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.core.db import unit_of_work

A_CONVERSATION = 10  # messages: five questions with their answers
DAYS = 90
QUESTIONS = 500  # that are different

_CONVERSATIONS = text("""
INSERT INTO conversations (id, chatbot_id, visitor_id, visitor_token_hash, started_at, last_message_at, ended_at,
                           message_count, satisfaction_score, status)
SELECT gen_random_uuid(), CAST(:bot AS uuid), 'visitor ' || n, md5(CAST(:bot AS text) || n), at,
       at + interval '5 minutes', at + interval '35 minutes', CAST(:size AS int),
       CASE WHEN n % 4 = 0 THEN 1 + n % 5 END, 'ended'
FROM (SELECT n, now() - interval '1 hour' - CAST(:days AS int) * interval '1 day' * n / CAST(:count AS int) AS at
      FROM generate_series(0, CAST(:count AS int) - 1) n) started
""")
_MESSAGES = text("""
INSERT INTO messages (id, conversation_id, position, role, content, metadata, created_at)
SELECT gen_random_uuid(), c.id, p, CASE WHEN p % 2 = 1 THEN 'user' ELSE 'assistant' END,
       CASE WHEN p % 2 = 1
            THEN 'Do you have number ' || abs(hashtext(c.id::text || p)) % CAST(:questions AS int) || ' in blue?'
            ELSE 'Yes, it comes in navy and sky blue, and it is in stock. It costs $24.50 and arrives in 3 days.' END,
       CASE WHEN p % 2 = 0 THEN jsonb_build_object('intent', 'search', 'latency_ms', 40 + p, 'products', '[]'::jsonb,
            'sources', '[]'::jsonb, 'suggestions', '[]'::jsonb, 'offers_person', false) END,
       c.started_at + p * interval '20 seconds'
FROM conversations c CROSS JOIN generate_series(1, CAST(:size AS int)) p
WHERE c.chatbot_id = CAST(:bot AS uuid)
""")


async def an_owner(messages: int) -> tuple[User, str]:
    """The owner, and the token of a session."""
    async with unit_of_work() as session:
        owner = await accounts.ensure_account(
            session,
            email=f"bench-{secrets.token_hex(6)}@shopchat.example",
            password=secrets.token_urlsafe(16),
            role="owner",
            plan="enterprise",
        )
        bot = await chatbots.create_chatbot(session, owner, fields=ChatbotChanges(name="Bench"))
        token = await accounts.open_session(session, owner)
        connection = await session.connection()
        known = {"bot": str(bot.id), "size": A_CONVERSATION}
        count = messages // A_CONVERSATION
        for statement, more in (
            (_CONVERSATIONS, {"days": DAYS, "count": count}),
            (_MESSAGES, {"questions": QUESTIONS}),
        ):
            await connection.execute(statement, known | more)
    await settle(("conversations", "messages"))
    await _count()
    return owner, token


async def _count() -> None:
    """Does what the worker does with days that are over."""
    async with unit_of_work() as session:
        await days.open_days(session)
    counted = 1
    while counted:
        async with unit_of_work() as session:
            counted = await days.count_open(session, limit=10, settled=timedelta(0))
