"""Puts the demo shop into the database: its owner, its chatbot, and all that the chatbot knows."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import service as accounts
from shopchat.accounts.models import User
from shopchat.chatbots import service as chatbots
from shopchat.chatbots.changes import ChatbotChanges
from shopchat.chatbots.models import Chatbot
from shopchat.core.config import get_settings
from shopchat.core.db import Unscoped, unit_of_work
from shopchat.core.errors import Invalid, NotFound
from shopchat.core.paging import PageParams
from shopchat.demo import catalog
from shopchat.evaluation import service as evaluation
from shopchat.knowledge import service as knowledge
from shopchat.knowledge.changes import EntryChanges

OWNER = "demo@shopchat.example"
ADMIN = "admin@shopchat.example"
# Two starts at once must not seed side by side; any constant that no one else takes will do.
SEED_LOCK = 7_243_012


@dataclass(frozen=True)
class Seeded:
    """Who can sign in, and whether this call made the shop or found it there."""

    owner: str
    admin: str
    password: str
    made: bool


async def seed_demo() -> Seeded:
    """Makes the demo owner, an admin and the demo shop's chatbot, unless they are there. Safe to run twice at once.

    Both accounts sign in with DEMO_PASSWORD. Raises `Invalid` when it is not set.
    """
    secret = get_settings().demo_password
    if secret is None:
        raise Invalid("Set DEMO_PASSWORD: the demo's owner and admin sign in with it.")
    password = secret.get_secret_value()
    async with unit_of_work(unscoped=Unscoped.COMMAND_LINE) as session:
        connection = await session.connection()
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": SEED_LOCK})
        owner = await accounts.ensure_account(session, email=OWNER, password=password, role="owner", plan="enterprise")
        await accounts.ensure_account(session, email=ADMIN, password=password, role="admin", plan="free")
        _, bots = await chatbots.list_chatbots(session, owner, paging=PageParams())
        if not bots:
            await make_shop(session, owner)
    return Seeded(OWNER, ADMIN, password, made=not bots)


async def demo_widget_key() -> str | None:
    """The public key of the demo shop's chatbot, or `None` before the shop is seeded."""
    async with unit_of_work(unscoped=Unscoped.HOUSE) as session:
        try:
            owner = await accounts.find_by_email(session, email=OWNER)
        except NotFound:
            return None
        oldest = PageParams(page_size=100)  # the first of them was seeded
        rows, _ = await chatbots.list_chatbots(session, owner, paging=oldest, sort="created_at")
    return next((row.widget_key for row in rows if row.is_active), None)


async def make_shop(session: AsyncSession, owner: User) -> Chatbot:
    """The demo shop's chatbot for `owner`, with all that it knows and the questions by which it is checked."""
    shop = catalog.shop()
    chatbot = await chatbots.create_chatbot(
        session,
        owner,
        fields=ChatbotChanges(
            name=f"{shop.name.split()[0]} Assistant",
            welcome_message=f"Hi! I know everything that {shop.name} sells and promises. What can I find for you?",
            suggested_questions=[
                "What tents do you have under $300?",
                "How long does delivery take?",
                "Can I return worn shoes?",
            ],
        ),
    )
    for entry in _entries():
        await knowledge.add_entry(session, owner, chatbot_id=chatbot.id, fields=entry)
    await evaluation.replace_questions(session, owner, chatbot_id=chatbot.id, drafts=catalog.questions())
    return chatbot


def _entries() -> list[EntryChanges]:
    products = [
        EntryChanges(
            source_type="product_catalog",
            title=product.title,
            content=product.description,
            metadata=dict(product.metadata),
        )
        for product in catalog.products()
    ]
    policies = [
        EntryChanges(
            source_type="policy_page", title=policy.title, content=policy.content, metadata={"url": policy.url}
        )
        for policy in catalog.policies()
    ]
    faqs = [
        EntryChanges(source_type="faq", title=faq.question, content=faq.answer, metadata={"url": faq.url})
        for faq in catalog.faqs()
    ]
    return [*products, *policies, *faqs]
