"""Entries that were deleted or switched off a moment ago can be brought back as they were."""

import sqlalchemy as sa

from alembic import op

revision = "0015_changes_to_undo"
down_revision = "0010_daily_figures"
branch_labels = None
depends_on = None

KEY = "uq_knowledge_base_chatbot_id_external_key"


def upgrade() -> None:
    op.add_column("knowledge_base", sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("knowledge_base", sa.Column("change_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_knowledge_base_deleted_at", "knowledge_base", ["deleted_at"],
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )  # fmt: skip
    op.create_index(
        "ix_knowledge_base_change_id", "knowledge_base", ["change_id"],
        postgresql_where=sa.text("change_id IS NOT NULL"),
    )  # fmt: skip
    op.drop_index(KEY, "knowledge_base")
    op.create_index(
        KEY, "knowledge_base", ["chatbot_id", "external_key"], unique=True,
        postgresql_where=sa.text("external_key IS NOT NULL AND deleted_at IS NULL"),
    )  # fmt: skip


def downgrade() -> None:
    op.execute("DELETE FROM knowledge_base WHERE deleted_at IS NOT NULL")
    op.drop_index(KEY, "knowledge_base")
    op.create_index(
        KEY, "knowledge_base", ["chatbot_id", "external_key"], unique=True,
        postgresql_where=sa.text("external_key IS NOT NULL"),
    )  # fmt: skip
    op.drop_index("ix_knowledge_base_change_id", "knowledge_base")
    op.drop_index("ix_knowledge_base_deleted_at", "knowledge_base")
    op.drop_column("knowledge_base", "change_id")
    op.drop_column("knowledge_base", "deleted_at")
