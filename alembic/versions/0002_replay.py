"""Earlier states of entries, and what each answer was made from, so that an answer can be made again."""

import sqlalchemy as sa

from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002_replay"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SEQUENCE knowledge_revision_seq")
    op.add_column(
        "knowledge_base",
        sa.Column(
            "revision", sa.BigInteger(), server_default=sa.text("nextval('knowledge_revision_seq')"), nullable=False
        ),
    )
    op.create_table(
        "knowledge_revisions",
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chatbot_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("source_type", sa.String(length=50), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("metadata", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_needed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["chatbot_id"], ["chatbots.id"], name=op.f("fk_knowledge_revisions_chatbot_id_chatbots"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_knowledge_revisions")),
    )
    op.create_index(op.f("ix_knowledge_revisions_chatbot_id"), "knowledge_revisions", ["chatbot_id"])
    op.create_index(op.f("ix_knowledge_revisions_replaced_at"), "knowledge_revisions", ["replaced_at"])
    op.create_index(
        "ix_knowledge_revisions_unsettled",
        "knowledge_revisions",
        ["chatbot_id"],
        postgresql_where=sa.text("is_needed IS NULL"),
    )
    op.create_table(
        "answer_contexts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("chatbot_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chatbot_id"], ["chatbots.id"], name=op.f("fk_answer_contexts_chatbot_id_chatbots"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_contexts")),
    )
    op.create_index(op.f("ix_answer_contexts_chatbot_id"), "answer_contexts", ["chatbot_id"])
    op.create_table(
        "message_traces",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("context_id", sa.Uuid(), nullable=False),
        sa.Column("knowledge_version", sa.BigInteger(), nullable=False),
        sa.Column("revisions", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("found", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["context_id"],
            ["answer_contexts.id"],
            name=op.f("fk_message_traces_context_id_answer_contexts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_message_traces_message_id_messages"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_traces")),
    )
    op.create_index(op.f("ix_message_traces_context_id"), "message_traces", ["context_id"])
    op.create_index(op.f("ix_message_traces_created_at"), "message_traces", ["created_at"])


def downgrade() -> None:
    op.drop_table("message_traces")
    op.drop_table("answer_contexts")
    op.drop_table("knowledge_revisions")
    op.drop_column("knowledge_base", "revision")
    op.execute("DROP SEQUENCE knowledge_revision_seq")
