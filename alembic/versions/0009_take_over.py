"""A person takes a conversation over from the chatbot, and answers in it."""

import sqlalchemy as sa

from alembic import op

revision = "0009_take_over"
down_revision = "0008_longer_sketches"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("taken_over_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_conversations_taken_over_at"), "conversations", "taken_over_at IS NULL OR status = 'active'"
    )
    _roles("'user', 'assistant', 'person'")


def downgrade() -> None:
    op.execute("DELETE FROM messages WHERE role = 'person'")
    _roles("'user', 'assistant'")
    op.drop_column("conversations", "taken_over_at")


def _roles(names: str) -> None:
    op.drop_constraint(op.f("ck_messages_role"), "messages", type_="check")
    op.create_check_constraint(op.f("ck_messages_role"), "messages", f"role IN ({names})")
