"""Wishes for a person are answered by mail."""

import sqlalchemy as sa

from alembic import op

revision = "0013_hand_offs"
down_revision = "0012_looks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("leads", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    # Whoever opens the list asks for these, and they are few beside all that were ever answered.
    op.create_index("ix_leads_open", "leads", ["conversation_id"], postgresql_where=sa.text("status = 'open'"))
    op.add_column("outbox", sa.Column("sender_name", sa.String(255), nullable=True))
    op.add_column("outbox", sa.Column("reply_to", sa.String(255), nullable=True))


def downgrade() -> None:
    op.drop_column("outbox", "reply_to")
    op.drop_column("outbox", "sender_name")
    op.drop_index("ix_leads_open", "leads")
    op.drop_column("leads", "closed_at")
