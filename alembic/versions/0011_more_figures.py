"""Counted days also tell what was shown, in which languages, at which hours, and what the model cost."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0011_more_figures"
down_revision = "0010_daily_figures"
branch_labels = None
depends_on = None

NUMBERS = ("by_model", "unpriced", "input_tokens", "output_tokens", "cost_micros")
MAPS = ("languages", "hours", "shown")


def upgrade() -> None:
    for name in NUMBERS:
        op.add_column("daily_figures", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
        op.alter_column("daily_figures", name, server_default=None)
    for name in MAPS:
        op.add_column("daily_figures", sa.Column(name, postgresql.JSONB(), nullable=False, server_default="{}"))
        op.alter_column("daily_figures", name, server_default=None)
    # What was counted before knows nothing of the new figures; the job counts it again, and until then it is read live.
    op.execute("UPDATE daily_figures SET is_open = true, opened_at = clock_timestamp(), questions = '[]'")


def downgrade() -> None:
    for name in (*NUMBERS, *MAPS):
        op.drop_column("daily_figures", name)
