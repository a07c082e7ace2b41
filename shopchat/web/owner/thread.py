"""One conversation: what was said, and beside each answer what it rests on."""

import re
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypedDict

import reflex as rx
from sqlmodel.ext.asyncio.session import AsyncSession

from shopchat.accounts import outbox
from shopchat.accounts.models import User
from shopchat.assistant.cards import money
from shopchat.conversations import hand_offs, receipts, replay, taking_over
from shopchat.conversations import service as conversations
from shopchat.conversations.models import Conversation, Message
from shopchat.conversations.receipts import Receipt
from shopchat.core.errors import NotFound, ShopChatError
from shopchat.web import theme
from shopchat.web.owner.thread_hand_offs import HandOffRow, hand_off_row
from shopchat.web.owner.thread_receipts import ReceiptRow, receipt_row
from shopchat.web.owner.thread_taken_over import REPLY_FIELD
from shopchat.web.owner.thread_view import thread_view
from shopchat.web.session import Events, SessionState, parse_id, public, signed_in


@dataclass(frozen=True)
class SourceRow:
    """An entry that an answer rests on, with the passage that was used."""

    title: str
    url: str
    passage: str
    score: str
    edit_href: str


@dataclass(frozen=True)
class ProductCard:
    """A product as the shopper was shown it."""

    title: str
    price: str
    before: str
    image_url: str
    stock: str


@dataclass(frozen=True)
class Piece:
    """A stretch of a message's text."""

    text: str
    is_bold: bool


@dataclass(frozen=True)
class MessageRow:
    """One message with what stands beside it."""

    id: str
    is_shopper: bool
    is_person: bool
    mailed_to: str
    trouble: str
    pieces: list[Piece]
    at: str
    sources: list[SourceRow]
    products: list[ProductCard]
    receipts: list[ReceiptRow]


class Reply(TypedDict):
    """What the owner writes to the shopper."""

    content: str
    draft_id: str


class ThreadState(SessionState):
    """The conversation of the address."""

    conversation_id: str = ""
    visitor: str = ""
    started_at: str = ""
    is_active: bool = False
    is_taken_over: bool = False
    score: str = ""
    messages: list[MessageRow] = []
    hand_offs: list[HandOffRow] = []
    missing: bool = False
    failed: bool = False
    confirming: bool = False
    replayed: str = ""  # the answer that was made again last
    verdict: str = ""
    is_same: bool = True
    then: list[Piece] = []  # what the composer had ready, where the shopper read other words
    today: list[Piece] = []  # empty where it would say the same
    draft_id: str = ""  # of the reply that is written now: sent twice, it is said once

    @signed_in
    async def load(self, session: AsyncSession, account: User) -> Events:
        """Reads the conversation; also what a poll does."""
        asked = self._route_id("open_conversation", "Conversation")
        if self.conversation_id != str(asked):
            self.conversation_id, self.messages, self.replayed = "", [], ""
        self.missing = self.failed = False
        await self._read(session, account, asked)

    @signed_in
    async def replay(self, session: AsyncSession, account: User, message_id: str) -> Events:
        """Makes an answer again from what was known then, and says what it would be today."""
        made = await replay.replay(session, account, message_id=parse_id(message_id, "Answer"))
        self.replayed, self.is_same = message_id, made.is_same
        self.verdict = f"{made.verdict} {made.since}"
        self.then = [] if made.again.text == made.stored.text else _pieces(made.again.text)
        self.today = [] if made.today == made.again else _pieces(made.today.text)

    @signed_in
    async def take_over(self, session: AsyncSession, account: User) -> Events:
        """The chatbot is silent, and the owner writes."""
        await taking_over.take_over(session, account, conversation_id=self._shown())
        await self._read(session, account, self._shown())
        return rx.set_focus(REPLY_FIELD)

    @signed_in
    async def give_back(self, session: AsyncSession, account: User) -> Events:
        """The chatbot answers again."""
        await taking_over.give_back(session, account, conversation_id=self._shown())
        await self._read(session, account, self._shown())
        return rx.toast.success("The chatbot answers again.")

    @signed_in
    async def reply(self, session: AsyncSession, account: User, form: Reply) -> Events:
        """Says it to the shopper. What is refused stays in the box."""
        content = str(form.get("content", ""))
        if not content.strip():
            return None
        draft_id = str(parse_id(form.get("draft_id", ""), "Draft"))
        await taking_over.reply(session, account, conversation_id=self._shown(), content=content, draft_id=draft_id)
        self.draft_id = str(uuid.uuid4())
        await self._read(session, account, self._shown())
        return rx.set_value(REPLY_FIELD, "")

    @signed_in
    async def end(self, session: AsyncSession, account: User) -> Events:
        """Ends the conversation; the shopper's next message begins another."""
        row = await conversations.end_conversation(session, account, conversation_id=self._shown())
        self.is_active, self.is_taken_over = row.status == "active", False
        return rx.toast.success("The conversation is ended.")

    @signed_in
    async def delete(self, session: AsyncSession, account: User) -> Events:
        """Removes the conversation."""
        self.confirming = False
        await conversations.delete_conversation(session, account, conversation_id=self._shown())
        return [
            rx.redirect(f"{theme.HOME}/conversations", replace=True),
            rx.toast.success("The conversation is deleted."),
        ]

    @public
    async def ask(self) -> Events:
        """Opens the question before the deletion."""
        self.confirming = True

    @public
    async def keep(self) -> Events:
        """Closes it."""
        self.confirming = False

    def _shown(self) -> Any:
        return parse_id(self.conversation_id, "Conversation")

    async def _read(self, session: AsyncSession, account: User, asked: Any) -> None:
        row = await conversations.get_conversation(session, account, conversation_id=asked)
        said = await conversations.list_messages(session, account, conversation_id=asked)
        kept = await receipts.of_messages(session, account, conversation=row, messages=said)
        troubles = await outbox.troubles(session, account, ids=[mail for it in said if (mail := _mail_of(it))])
        leads = await hand_offs.of_conversation(session, account, conversation=row)
        self.hand_offs = [hand_off_row(lead) for lead in leads]
        self._show(
            row, [_message(message, kept[message.id], troubles.get(_mail_of(message) or row.id)) for message in said]
        )

    def _show(self, row: Conversation, messages: list[MessageRow]) -> None:
        self.conversation_id = str(row.id)
        self.visitor = row.visitor_name or f"Visitor {row.visitor_id[:4]}"
        self.started_at = row.started_at.isoformat()
        self.is_active = row.status == "active"
        self.is_taken_over = row.taken_over_at is not None
        self.draft_id = self.draft_id or str(uuid.uuid4())
        self.score = "" if row.satisfaction_score is None else f"{row.satisfaction_score:.1f}"
        if messages != self.messages:  # a poll that finds nothing new sends nothing
            self.messages = messages

    def _refused(self, refusal: ShopChatError) -> Any:
        if isinstance(refusal, NotFound):
            self.missing, self.conversation_id = True, ""
            return None
        return super()._refused(refusal)

    def _broke(self) -> Any:
        self.failed = self.conversation_id == ""
        return super()._broke()


def _mail_of(message: Message) -> uuid.UUID | None:
    mail_id = (message.meta or {}).get("mail_id")
    return uuid.UUID(mail_id) if mail_id else None


def _message(message: Message, kept: list[Receipt], trouble: str | None) -> MessageRow:
    beside = message.meta or {}
    return MessageRow(
        id=str(message.id),
        is_shopper=message.role == "user",
        is_person=message.role == "person",
        mailed_to=beside.get("mailed_to", ""),
        trouble="" if trouble is None else f"The mail did not arrive. {trouble}",
        pieces=_pieces(message.content),
        at=message.created_at.isoformat(),
        sources=[_source(source) for source in beside.get("sources") or []],
        products=[_product(product) for product in beside.get("products") or []],
        receipts=[receipt_row(receipt) for receipt in kept],
    )


def _pieces(markdown: str) -> list[Piece]:
    """The little Markdown that answers use: bold, and lists whose dashes become bullets."""
    text = re.sub(r"^- ", "• ", markdown, flags=re.MULTILINE)
    return [Piece(part, at % 2 == 1) for at, part in enumerate(text.split("**")) if part]


def _source(source: dict[str, Any]) -> SourceRow:
    score = source.get("score")
    return SourceRow(
        title=source.get("title") or "",
        url=_web_address(source.get("url")),
        passage=source.get("passage") or "",
        score="" if score is None else f"{score:.2f}",
        edit_href=f"{theme.HOME}/knowledge?entry={source.get('entry_id') or ''}",
    )


def _product(product: dict[str, Any]) -> ProductCard:
    def price(name: str) -> str:
        amount = product.get(name)
        return money(Decimal(amount), product.get("currency"), "en") if amount else ""

    return ProductCard(
        title=product.get("title") or "",
        price=price("price"),
        before=price("compare_at_price"),
        image_url=_web_address(product.get("image_url")),
        stock=(product.get("availability") or "").replace("_", " "),
    )


def _web_address(url: str | None) -> str:
    return url if url and url.startswith(("https://", "http://", "/")) else ""


def thread(*, back: str) -> rx.Component:
    """The panel with the conversation; `back` is where its arrow leads on a phone."""
    return thread_view(ThreadState, back=back)
