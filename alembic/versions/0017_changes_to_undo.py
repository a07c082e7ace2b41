"""Entries that were deleted or switched off a moment ago can be brought back; files wait for words on their columns."""

import sqlalchemy as sa

from alembic import op

revision = "0017_changes_to_undo"
down_revision = "0016_switches"
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
    op.create_table(
        "knowledge_uploads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("chatbot_id", sa.Uuid(), nullable=False),
        sa.Column("filename", sa.String(length=2000), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chatbot_id"], ["chatbots.id"], name=op.f("fk_knowledge_uploads_chatbot_id_chatbots"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_uploads")),
    )
    op.create_index(op.f("ix_knowledge_uploads_chatbot_id"), "knowledge_uploads", ["chatbot_id"])
    of_bot = "chatbot_id = ANY (ARRAY(SELECT id FROM chatbots WHERE user_id = (SELECT shopchat_account())))"
    op.get_bind().execute(
        sa.text("CALL shopchat_wall(:table, :condition)"), {"table": "knowledge_uploads", "condition": of_bot}
    )


def downgrade() -> None:
    op.drop_table("knowledge_uploads")
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
