"""What shoppers said, what they were told, and what came of it."""

import uuid
from datetime import datetime
from typing import Any

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from shopchat.core import clock
from shopchat.core.record import Record, moment, moment_or_none, primary_key
from shopchat.knowledge.sketches import EMBEDDING_DIMENSIONS


def _cascade(target: str, *, index: bool = False, primary: bool = False) -> Any:
    column: Column[Any] = Column(
        ForeignKey(target, ondelete="CASCADE"), nullable=False, index=index, primary_key=primary
    )
    return Field(sa_column=column)


class Conversation(Record, table=True):
    """A visitor's talk with a chatbot. At most one of a visitor is active at a time.

    While `taken_over_at` is set, a person answers and the chatbot is silent.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'ended')", name="status"),
        CheckConstraint("satisfaction_score BETWEEN 1.0 AND 5.0", name="satisfaction_score"),
        CheckConstraint("taken_over_at IS NULL OR status = 'active'", name="taken_over_at"),
        Index("ix_conversations_chatbot_id_started_at", "chatbot_id", "started_at"),
        Index("ix_conversations_chatbot_id_last_message_at", "chatbot_id", "last_message_at"),
        Index(
            "uq_conversations_active_visitor",
            "chatbot_id",
            "visitor_id",
            unique=True,
            postgresql_where=text("status = 'active'"),
        ),
        Index("ix_conversations_tagged", "chatbot_id", postgresql_where=text("tags <> '{}'")),
        Index("ix_conversations_idle", "last_message_at", postgresql_where=text("status = 'active'")),
    )

    id: uuid.UUID = primary_key()
    chatbot_id: uuid.UUID = _cascade("chatbots.id")
    visitor_id: str = Field(max_length=255)
    visitor_name: str | None = Field(default=None, max_length=255)
    visitor_token_hash: str = Field(max_length=64, unique=True)
    started_at: datetime = moment()
    last_message_at: datetime = moment()
    ended_at: datetime | None = moment_or_none()
    message_count: int = 0
    satisfaction_score: float | None = None
    status: str = Field(default="active", max_length=50)
    taken_over_at: datetime | None = moment_or_none()
    tags: list[str] = Field(
        default_factory=list, sa_column=Column(ARRAY(String(30)), nullable=False, server_default=text("'{}'"))
    )

    def next_position(self) -> int:
        """Counts one more message, said now, and gives its place; the caller holds the row."""
        self.message_count += 1
        self.last_message_at = clock.now()
        return self.message_count


class Message(Record, table=True):
    """One message: of a shopper (`user`), of the chatbot (`assistant`), or of a `person` who has taken over.

    `meta` of an answer keeps its sources, products, suggestions, scores and latency; of a shopper's message that was
    for a person, and that the chatbot never answers, `for_person`; of a person's that went out by mail, `mailed_to`
    and `mail_id`.
    """

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("role IN ('user', 'assistant', 'person')", name="role"),
        UniqueConstraint("conversation_id", "position"),
        Index(
            "uq_messages_conversation_id_client_message_id",
            "conversation_id",
            "client_message_id",
            unique=True,
            postgresql_where=text("client_message_id IS NOT NULL"),
        ),
        Index("uq_messages_reply_to_id", "reply_to_id", unique=True, postgresql_where=text("reply_to_id IS NOT NULL")),
    )

    id: uuid.UUID = primary_key()
    conversation_id: uuid.UUID = _cascade("conversations.id")
    position: int
    role: str = Field(max_length=20)
    content: str = Field(sa_type=Text)
    meta: dict[str, Any] | None = Field(default=None, sa_column=Column("metadata", JSONB(none_as_null=True)))
    client_message_id: str | None = Field(default=None, max_length=100)
    reply_to_id: uuid.UUID | None = Field(
        default=None, sa_column=Column(ForeignKey("messages.id", ondelete="CASCADE"), nullable=True)
    )
    created_at: datetime = moment()


class AnswerContext(Record, table=True):
    """What a chatbot was like when it answered: name, voice, language, suggestions, and the words of its catalogue.

    One row for all answers in the same state; `id` is made from the content, which is compressed JSON.
    """

    __tablename__ = "answer_contexts"

    id: uuid.UUID = Field(primary_key=True)
    chatbot_id: uuid.UUID = _cascade("chatbots.id", index=True)
    content: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = moment()


class MessageTrace(Record, table=True):
    """What retrieval gave the composer for one answer, so that the answer can be made again from it.

    `revisions` are the states of the entries that were found; `found` is compressed JSON with scores and passages, and
    `digest` is of the composer's text, cards and sources.
    """

    __tablename__ = "message_traces"

    message_id: uuid.UUID = _cascade("messages.id", primary=True)
    context_id: uuid.UUID = _cascade("answer_contexts.id", index=True)
    knowledge_version: int = Field(sa_type=BigInteger)
    revisions: list[int] = Field(sa_column=Column(ARRAY(BigInteger), nullable=False))
    found: bytes = Field(sa_type=LargeBinary)
    digest: str = Field(max_length=64)
    created_at: datetime = moment(index=True)


class MessageFeedback(Record, table=True):
    """A shopper's thumb on one answer."""

    __tablename__ = "message_feedback"

    message_id: uuid.UUID = _cascade("messages.id", primary=True)
    helpful: bool
    created_at: datetime = moment()


class Lead(Record, table=True):
    """A shopper who asked for a person. It is `closed` once she was answered by mail, or is to have no answer."""

    __tablename__ = "leads"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'closed')", name="status"),
        Index("ix_leads_open", "conversation_id", postgresql_where=text("status = 'open'")),
    )

    id: uuid.UUID = primary_key()
    chatbot_id: uuid.UUID = _cascade("chatbots.id", index=True)
    conversation_id: uuid.UUID = _cascade("conversations.id", index=True)
    email: str = Field(max_length=255)
    name: str | None = Field(default=None, max_length=255)
    message: str | None = Field(default=None, sa_type=Text)
    status: str = Field(default="open", max_length=20)
    created_at: datetime = moment()
    closed_at: datetime | None = moment_or_none()


class Gap(Record, table=True):
    """A shopper's question that no source answered, with the entries that came nearest.

    `words` is the question without case, accents and punctuation. `cluster_id` is empty until the job has put the gap
    beside those that ask for the same.
    """

    __tablename__ = "gaps"
    __table_args__ = (Index("ix_gaps_chatbot_id_created_at", "chatbot_id", "created_at"),)

    id: uuid.UUID = primary_key()
    chatbot_id: uuid.UUID = _cascade("chatbots.id")
    message_id: uuid.UUID = Field(
        sa_column=Column(ForeignKey("messages.id", ondelete="CASCADE"), nullable=False, unique=True)
    )
    cluster_id: uuid.UUID | None = Field(
        default=None,
        sa_column=Column(ForeignKey("gap_clusters.id", ondelete="SET NULL"), nullable=True, index=True),
    )
    question: str = Field(sa_type=Text)
    words: str = Field(sa_type=Text)
    nearest: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False, server_default=text("'[]'::jsonb")))
    created_at: datetime = moment()


class GapCluster(Record, table=True):
    """Gaps that ask for the same. Its question, its count and its dates are read off the gaps, which may be deleted.

    `settled_at` is when the owner answered or dismissed it; `entry_id` is the entry that answers it.
    """

    __tablename__ = "gap_clusters"
    __table_args__ = (CheckConstraint("status IN ('open', 'answered', 'dismissed')", name="status"),)

    id: uuid.UUID = primary_key()
    chatbot_id: uuid.UUID = _cascade("chatbots.id", index=True)
    status: str = Field(default="open", max_length=20)
    settled_at: datetime | None = moment_or_none()
    entry_id: uuid.UUID | None = Field(
        default=None,
        sa_column=Column(ForeignKey("knowledge_base.id", ondelete="SET NULL"), nullable=True, index=True),
    )
    created_at: datetime = moment()


class GapVector(Record, table=True):
    """The meaning of a gap's question, by the embedding model that `model` names."""

    __tablename__ = "gap_vectors"
    __table_args__ = (Index("ix_gap_vectors_chatbot_id_model", "chatbot_id", "model"),)

    gap_id: uuid.UUID = _cascade("gaps.id", primary=True)
    chatbot_id: uuid.UUID = _cascade("chatbots.id")
    model: str = Field(max_length=100)
    embedding: Any = Field(sa_column=Column(HALFVEC(EMBEDDING_DIMENSIONS), nullable=False))


class ProductClick(Record, table=True):
    """A shopper followed a product card to the shop."""

    __tablename__ = "product_clicks"
    __table_args__ = (Index("ix_product_clicks_chatbot_id_created_at", "chatbot_id", "created_at"),)

    id: uuid.UUID = primary_key()
    chatbot_id: uuid.UUID = _cascade("chatbots.id")
    conversation_id: uuid.UUID = _cascade("conversations.id", index=True)
    entry_id: uuid.UUID = _cascade("knowledge_base.id", index=True)
    created_at: datetime = moment()
