"""Sketches of four bits a dimension: its sign, and the signs of three differences."""

import sqlalchemy as sa
from pgvector.sqlalchemy import BIT

from alembic import op

revision = "0008_longer_sketches"
down_revision = "0007_saved_questions"
branch_labels = None
depends_on = None

SIGNS = "CAST(binary_quantize(embedding) AS bit(384))"
SIGNS_AND_DIFFERENCES = """CAST(binary_quantize(embedding)
    || binary_quantize(embedding - (subvector(embedding, 8, 377) || subvector(embedding, 1, 7)))
    || binary_quantize(embedding - (subvector(embedding, 32, 353) || subvector(embedding, 1, 31)))
    || binary_quantize(embedding - (subvector(embedding, 98, 287) || subvector(embedding, 1, 97))) AS bit(1536))"""


def upgrade() -> None:
    _sketch(1536, SIGNS_AND_DIFFERENCES)


def downgrade() -> None:
    _sketch(384, SIGNS)


def _sketch(bits: int, of: str) -> None:
    op.drop_index("ix_knowledge_vectors_sketch", table_name="knowledge_vectors")
    op.drop_column("knowledge_vectors", "sketch")
    op.add_column(
        "knowledge_vectors",
        sa.Column("sketch", BIT(length=bits), sa.Computed(of, persisted=True), nullable=True),
    )
    op.create_index(
        "ix_knowledge_vectors_sketch",
        "knowledge_vectors",
        ["chatbot_id", "model", "cell"],
        postgresql_include=["chunk_id", "source_type", "sketch"],
    )
