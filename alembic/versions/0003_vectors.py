"""Vectors in a table of their own, with cells to look into, and what people think of an entry."""

import sqlalchemy as sa
from pgvector.sqlalchemy import BIT, HALFVEC

from alembic import op

revision = "0003_vectors"
down_revision = "0002_replay"
branch_labels = None
depends_on = None

SKETCH = sa.Computed("binary_quantize(embedding)::bit(384)", persisted=True)


def _bot(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["chatbot_id"], ["chatbots.id"], name=op.f(f"fk_{table}_chatbot_id_chatbots"), ondelete="CASCADE"
    )


def upgrade() -> None:
    op.create_table(
        "knowledge_vectors",
        sa.Column("chunk_id", sa.BigInteger(), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.Column("chatbot_id", sa.Uuid(), nullable=False),
        sa.Column("cell", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("source_type", sa.String(length=50), nullable=False),
        sa.Column("embedding", HALFVEC(dim=384), nullable=False),
        sa.Column("sketch", BIT(length=384), SKETCH, nullable=True),
        sa.ForeignKeyConstraint(
            ["chunk_id"],
            ["knowledge_chunks.id"],
            name=op.f("fk_knowledge_vectors_chunk_id_knowledge_chunks"),
            ondelete="CASCADE",
        ),
        _bot("knowledge_vectors"),
        sa.PrimaryKeyConstraint("chunk_id", "model", name=op.f("pk_knowledge_vectors")),
    )
    op.execute(
        """
        INSERT INTO knowledge_vectors (chunk_id, model, chatbot_id, source_type, embedding)
        SELECT id, embedding_model, chatbot_id, source_type, embedding FROM knowledge_chunks
        WHERE embedding IS NOT NULL AND embedding_model IS NOT NULL ORDER BY chatbot_id, id
        """
    )
    op.create_index(
        "ix_knowledge_vectors_sketch",
        "knowledge_vectors",
        ["chatbot_id", "model", "cell"],
        postgresql_include=["chunk_id", "source_type", "sketch"],
    )
    op.drop_index("ix_knowledge_chunks_sketch", table_name="knowledge_chunks")
    op.drop_column("knowledge_chunks", "sketch")
    op.drop_column("knowledge_chunks", "embedding_model")
    op.drop_column("knowledge_chunks", "embedding")
    op.create_index(
        "ix_knowledge_base_pending",
        "knowledge_base",
        ["chatbot_id", "id"],
        postgresql_where=sa.text("embedding_status = 'pending'"),
    )
    op.create_table(
        "knowledge_cells",
        sa.Column("chatbot_id", sa.Uuid(), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.Column("cell", sa.Integer(), nullable=False),
        sa.Column("of_products", sa.Boolean(), nullable=False),
        sa.Column("centroid", HALFVEC(dim=384), nullable=False),
        _bot("knowledge_cells"),
        sa.PrimaryKeyConstraint("chatbot_id", "model", "cell", name=op.f("pk_knowledge_cells")),
    )
    op.create_table(
        "knowledge_spaces",
        sa.Column("chatbot_id", sa.Uuid(), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('live', 'coming', 'gone')", name=op.f("ck_knowledge_spaces_state")),
        _bot("knowledge_spaces"),
        sa.PrimaryKeyConstraint("chatbot_id", "model", name=op.f("pk_knowledge_spaces")),
    )
    op.create_index(
        "uq_knowledge_spaces_live",
        "knowledge_spaces",
        ["chatbot_id"],
        unique=True,
        postgresql_where=sa.text("state = 'live'"),
    )
    # The model that most of a chatbot's vectors are made by is the one that its questions are compared with.
    op.execute(
        """
        INSERT INTO knowledge_spaces (chatbot_id, model, state, changed_at)
        SELECT DISTINCT ON (chatbot_id) chatbot_id, model, 'live', now()
        FROM knowledge_vectors GROUP BY chatbot_id, model ORDER BY chatbot_id, count(*) DESC
        """
    )
    op.create_table(
        "knowledge_standings",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("chatbot_id", sa.Uuid(), nullable=False),
        sa.Column("is_pinned", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("helpful", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("unhelpful", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["knowledge_base.id"],
            name=op.f("fk_knowledge_standings_entry_id_knowledge_base"),
            ondelete="CASCADE",
        ),
        _bot("knowledge_standings"),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_knowledge_standings")),
    )
    op.create_index("ix_knowledge_standings_chatbot_id", "knowledge_standings", ["chatbot_id"])


def downgrade() -> None:
    op.drop_table("knowledge_standings")
    op.drop_table("knowledge_spaces")
    op.drop_table("knowledge_cells")
    op.drop_index("ix_knowledge_base_pending", table_name="knowledge_base")
    op.add_column("knowledge_chunks", sa.Column("embedding", HALFVEC(dim=384), nullable=True))
    op.add_column("knowledge_chunks", sa.Column("embedding_model", sa.String(length=100), nullable=True))
    op.add_column("knowledge_chunks", sa.Column("sketch", BIT(length=384), SKETCH, nullable=True))
    op.execute(
        """
        UPDATE knowledge_chunks c SET embedding = v.embedding, embedding_model = v.model
        FROM knowledge_vectors v WHERE v.chunk_id = c.id
        """
    )
    op.create_index(
        "ix_knowledge_chunks_sketch",
        "knowledge_chunks",
        ["chatbot_id", "embedding_model"],
        postgresql_include=["id", "source_type", "sketch"],
    )
    op.drop_table("knowledge_vectors")
