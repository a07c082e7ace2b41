"""Owners choose which letters they get."""

import sqlalchemy as sa

from alembic import op

revision = "0015_mail_choices"
down_revision = "0014_tags"
branch_labels = None
depends_on = None

CHOICES = ("mails_usage", "mails_hand_offs")


def upgrade() -> None:
    for name in CHOICES:
        op.add_column("users", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    for name in CHOICES:
        op.drop_column("users", name)
