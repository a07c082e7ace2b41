"""The search index: passages, their terms, their vectors, and what people think of the entries."""

import uuid
from datetime import datetime
from typing import Any

from pgvector.sqlalchemy import BIT, HALFVEC
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    ForeignKey,
    Identity,
    Index,
    PrimaryKeyConstraint,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import REAL
from sqlmodel import Field

from shopchat.core.record import Record, moment
from shopchat.knowledge.sketches import EMBEDDING_DIMENSIONS, SKETCH_BITS, sketch


def _reference(target: str, **column: Any) -> Any:
    return Field(sa_column=Column(ForeignKey(target, ondelete="CASCADE"), nullable=False, **column))


class Chunk(Record, table=True):
    """A retrievable passage of an entry. Found by its terms at once, by its vector when the job has made it."""

    __tablename__ = "knowledge_chunks"
    __table_args__ = (Index("ix_knowledge_chunks_chatbot_id", "chatbot_id"),)

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    chatbot_id: uuid.UUID = _reference("chatbots.id")
    entry_id: uuid.UUID = _reference("knowledge_base.id", index=True)
    position: int = 0
    passage: str = Field(sa_type=Text)
    heading: str | None = Field(default=None, sa_type=Text)
    source_type: str = Field(max_length=50)
    is_active: bool = True
    length: int = 0


class Posting(Record, table=True):
    """One term of one passage: the inverted index that BM25 reads, in an order that one chatbot's query can scan."""

    __tablename__ = "knowledge_postings"
    __table_args__ = (
        PrimaryKeyConstraint("chunk_id", "term"),
        Index("ix_knowledge_postings_term", "chatbot_id", "term", postgresql_include=["chunk_id", "tf", "length"]),
    )

    chatbot_id: uuid.UUID = _reference("chatbots.id")
    term: str = Field(max_length=64)
    chunk_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("knowledge_chunks.id", ondelete="CASCADE"), nullable=False)
    )
    tf: float = Field(sa_type=REAL)
    length: int


class PassageVector(Record, table=True):
    """A passage's embedding by one model; while a model is being replaced, a passage has two.

    `cell` is the part of the vector space that it lies in (`VectorCell`), 0 while it belongs to none. `sketch` is
    the embedding as bits: a quarter of the bytes, and enough to tell which embeddings to look at.
    """

    __tablename__ = "knowledge_vectors"
    __table_args__ = (
        PrimaryKeyConstraint("chunk_id", "model"),
        # A shop's passages are told apart by type and compared by their sketches out of this index alone.
        Index(
            "ix_knowledge_vectors_sketch",
            "chatbot_id",
            "model",
            "cell",
            postgresql_include=["chunk_id", "source_type", "sketch"],
        ),
    )

    chunk_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("knowledge_chunks.id", ondelete="CASCADE"), nullable=False)
    )
    model: str = Field(max_length=100)
    chatbot_id: uuid.UUID = _reference("chatbots.id")
    cell: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    source_type: str = Field(max_length=50)
    embedding: Any = Field(sa_column=Column(HALFVEC(EMBEDDING_DIMENSIONS), nullable=False))
    sketch: Any = Field(
        default=None,
        sa_column=Column(BIT(SKETCH_BITS), Computed(sketch("embedding"), persisted=True), nullable=True),
    )


class VectorCell(Record, table=True):
    """A part of one shop's vector space, by its middle: a search looks into the cells nearest to the question.

    Products and texts have cells of their own, so that a few policies are not lost among many products.
    """

    __tablename__ = "knowledge_cells"
    __table_args__ = (PrimaryKeyConstraint("chatbot_id", "model", "cell"),)

    chatbot_id: uuid.UUID = _reference("chatbots.id")
    model: str = Field(max_length=100)
    cell: int
    of_products: bool
    centroid: Any = Field(sa_column=Column(HALFVEC(EMBEDDING_DIMENSIONS), nullable=False))


class VectorSpace(Record, table=True):
    """By which model a chatbot's questions are embedded (`live`), and which one is about to replace it (`coming`)."""

    __tablename__ = "knowledge_spaces"
    __table_args__ = (
        PrimaryKeyConstraint("chatbot_id", "model"),
        CheckConstraint("state IN ('live', 'coming', 'gone')", name="state"),
        Index("uq_knowledge_spaces_live", "chatbot_id", unique=True, postgresql_where=text("state = 'live'")),
    )

    chatbot_id: uuid.UUID = _reference("chatbots.id")
    model: str = Field(max_length=100)
    state: str = Field(max_length=20)
    changed_at: datetime = moment()


class EntryStanding(Record, table=True):
    """What people think of an entry: the owner's pin, and how often shoppers found help in it or not."""

    __tablename__ = "knowledge_standings"
    __table_args__ = (Index("ix_knowledge_standings_chatbot_id", "chatbot_id"),)

    entry_id: uuid.UUID = _reference("knowledge_base.id", primary_key=True)
    chatbot_id: uuid.UUID = _reference("chatbots.id")
    is_pinned: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    helpful: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    unhelpful: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
