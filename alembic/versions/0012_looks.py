"""When an owner looked at her home page, so that it can say what happened since."""

import sqlalchemy as sa

from alembic import op

revision = "0012_looks"
down_revision = "0011_more_figures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("users", sa.Column("looked_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("users", "looked_since")
    op.drop_column("users", "looked_at")
