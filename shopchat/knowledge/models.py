"""What a chatbot knows: entries as the owner wrote them, the facts made from them, and their imports.

The search index over them is in `index_models`.
"""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Numeric,
    PrimaryKeyConstraint,
    Sequence,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from shopchat.core.record import Record, Timestamped, moment, moment_or_none, primary_key

SOURCE_TYPES = ("product_catalog", "policy_page", "faq", "custom_text", "url")
REVISIONS = Sequence("knowledge_revision_seq", metadata=Record.metadata)


def _bot_column(*, index: bool = False) -> Any:
    return Field(sa_column=Column(ForeignKey("chatbots.id", ondelete="CASCADE"), nullable=False, index=index))


class Entry(Record, Timestamped, table=True):
    """One row of the owner's knowledge; counts against the plan.

    `external_key` (SKU or URL) is what a later import finds its entry by; `content_hash` tells whether it changed, and
    `import_id` is the last import that held it, so that the next one of the same source knows what vanished.
    `revision` is a number of its own for every state of every entry: with each change of what it says comes a new one.
    One with `deleted_at` is gone for everybody, and a job removes it soon; `change_id` is what its owner can undo.
    """

    __tablename__ = "knowledge_base"
    __table_args__ = (
        CheckConstraint(
            "source_type IN ('product_catalog', 'policy_page', 'faq', 'custom_text', 'url')", name="source_type"
        ),
        CheckConstraint("embedding_status IN ('pending', 'ready', 'failed')", name="embedding_status"),
        Index("ix_knowledge_base_chatbot_id_created_at", "chatbot_id", "created_at"),
        Index("ix_knowledge_base_pending", "chatbot_id", "id", postgresql_where=text("embedding_status = 'pending'")),
        Index(
            "uq_knowledge_base_chatbot_id_external_key",
            "chatbot_id",
            "external_key",
            unique=True,
            postgresql_where=text("external_key IS NOT NULL AND deleted_at IS NULL"),
        ),
        Index("ix_knowledge_base_deleted_at", "deleted_at", postgresql_where=text("deleted_at IS NOT NULL")),
        Index("ix_knowledge_base_change_id", "change_id", postgresql_where=text("change_id IS NOT NULL")),
    )

    id: uuid.UUID = primary_key()
    chatbot_id: uuid.UUID = _bot_column()
    source_type: str = Field(default="custom_text", max_length=50)
    title: str = Field(max_length=500)
    content: str = Field(sa_type=Text)
    meta: dict[str, Any] | None = Field(default=None, sa_column=Column("metadata", JSONB(none_as_null=True)))
    is_active: bool = True
    embedding_status: str = Field(default="pending", max_length=20)
    external_key: str | None = Field(default=None, max_length=500)
    content_hash: str | None = Field(default=None, max_length=64)
    revision: int | None = Field(
        default=None, sa_column=Column(BigInteger, nullable=False, server_default=REVISIONS.next_value())
    )
    import_id: uuid.UUID | None = Field(
        sa_column=Column(ForeignKey("knowledge_imports.id", ondelete="SET NULL"), nullable=True, index=True),
        default=None,
    )
    deleted_at: datetime | None = moment_or_none()
    change_id: uuid.UUID | None = None


class EntryRevision(Record, table=True):
    """What an entry said until it was changed or deleted. No answer is found in it; replay reads it.

    `is_needed` is unknown until nobody can be answering from this state any more, and then says whether an answer was.
    """

    __tablename__ = "knowledge_revisions"
    __table_args__ = (
        Index("ix_knowledge_revisions_unsettled", "chatbot_id", postgresql_where=text("is_needed IS NULL")),
    )

    revision: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    chatbot_id: uuid.UUID = _bot_column(index=True)
    entry_id: uuid.UUID
    source_type: str = Field(max_length=50)
    title: str = Field(max_length=500)
    content: str = Field(sa_type=Text)
    meta: dict[str, Any] | None = Field(default=None, sa_column=Column("metadata", JSONB(none_as_null=True)))
    created_at: datetime = moment()
    replaced_at: datetime = moment(index=True)
    is_needed: bool | None = None


class Product(Record, table=True):
    """The typed facts of a product entry, so that a constraint is a comparison and never a guess."""

    __tablename__ = "knowledge_products"
    __table_args__ = (Index("ix_knowledge_products_chatbot_id_price", "chatbot_id", "price"),)

    entry_id: uuid.UUID = Field(sa_column=Column(ForeignKey("knowledge_base.id", ondelete="CASCADE"), primary_key=True))
    chatbot_id: uuid.UUID = _bot_column()
    price: Decimal | None = Field(default=None, sa_type=Numeric(12, 2))
    price_max: Decimal | None = Field(default=None, sa_type=Numeric(12, 2))
    compare_at_price: Decimal | None = Field(default=None, sa_type=Numeric(12, 2))
    currency: str | None = Field(default=None, max_length=3)
    availability: str | None = Field(default=None, max_length=20)
    sku: str | None = Field(default=None, max_length=255)
    brand: str | None = Field(default=None, max_length=255)
    category: str | None = Field(default=None, max_length=255)
    options: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False, server_default=text("'{}'::jsonb")))


class ProductVariant(Record, table=True):
    """One buyable form of a product, as `facts.Offer` reads it: a product without variants has one row of its own.

    `options` maps names to lists of values, in the catalogue's own spelling.
    """

    __tablename__ = "knowledge_variants"
    __table_args__ = (
        PrimaryKeyConstraint("entry_id", "position"),
        Index("ix_knowledge_variants_chatbot_id_price", "chatbot_id", "price"),
    )

    entry_id: uuid.UUID = Field(sa_column=Column(ForeignKey("knowledge_base.id", ondelete="CASCADE"), nullable=False))
    position: int
    chatbot_id: uuid.UUID = _bot_column()
    sku: str | None = Field(default=None, max_length=255)
    price: Decimal | None = Field(default=None, sa_type=Numeric(12, 2))
    availability: str | None = Field(default=None, max_length=20)
    options: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False, server_default=text("'{}'::jsonb")))


class Import(Record, table=True):
    """One import of a file or an address, with the progress that a page can show. `job_id` is what runs it."""

    __tablename__ = "knowledge_imports"
    __table_args__ = (
        CheckConstraint("status IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="status"),
        Index("ix_knowledge_imports_chatbot_id_created_at", "chatbot_id", "created_at"),
    )

    id: uuid.UUID = primary_key()
    chatbot_id: uuid.UUID = _bot_column()
    kind: str = Field(max_length=50)
    source: str = Field(max_length=2000)
    mapping: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False, server_default=text("'{}'::jsonb")))
    status: str = Field(default="queued", max_length=20)
    total: int | None = None
    done: int = 0
    created: int = 0
    updated: int = 0
    skipped: int = 0
    failed: int = 0
    errors: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False, server_default=text("'[]'::jsonb")))
    job_id: uuid.UUID | None = None
    created_at: datetime = moment()
    finished_at: datetime | None = moment_or_none()

    @property
    def percent(self) -> int:
        """How much of what is known by now has been read."""
        return min(100 * self.done // self.total, 100) if self.total else 0


class ImportFile(Record, table=True):
    """The bytes of an import's file, until the import is over: any worker on any machine can run it.

    An import from the web keeps the addresses here that it has found to read.
    """

    __tablename__ = "knowledge_import_files"

    import_id: uuid.UUID = Field(
        sa_column=Column(ForeignKey("knowledge_imports.id", ondelete="CASCADE"), primary_key=True)
    )
    content: bytes = Field(sa_type=LargeBinary)


class Upload(Record, table=True):
    """A table that an import could not read yet: it waits for its owner to say what its columns mean."""

    __tablename__ = "knowledge_uploads"

    id: uuid.UUID = primary_key()
    chatbot_id: uuid.UUID = _bot_column(index=True)
    filename: str = Field(max_length=2000)
    content: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = moment()
