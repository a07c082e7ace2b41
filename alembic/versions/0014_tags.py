"""Conversations carry tags."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0014_tags"
down_revision = "0013_hand_offs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "conversations",
        sa.Column("tags", postgresql.ARRAY(sa.String(30)), nullable=False, server_default=sa.text("'{}'")),
    )
    # Few conversations have a tag, and every message changes its conversation's row: an index over the tags themselves
    # would be written for each message of each conversation.
    op.create_index("ix_conversations_tagged", "conversations", ["chatbot_id"], postgresql_where=sa.text("tags <> '{}'"))


def downgrade() -> None:
    op.drop_index("ix_conversations_tagged", "conversations")
    op.drop_column("conversations", "tags")
