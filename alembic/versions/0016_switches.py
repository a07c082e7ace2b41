"""What an operator can switch off while everything runs; and a month's use over all accounts."""

import sqlalchemy as sa

from alembic import op

revision = "0016_switches"
down_revision = "0015_mail_choices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feature_switches",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_feature_switches")),
    )
    op.get_bind().execute(sa.text("CALL shopchat_share(:table)"), {"table": "feature_switches"})
    op.create_index("ix_usage_months_period_start", "usage_months", ["period_start"])


def downgrade() -> None:
    op.drop_index("ix_usage_months_period_start", "usage_months")
    op.drop_table("feature_switches")
