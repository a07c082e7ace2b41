"""The questions by which an owner checks a chatbot."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0007_saved_questions"
down_revision = "0006_gap_clusters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("chatbot_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("expectations", postgresql.JSONB(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chatbot_id"], ["chatbots.id"], name=op.f("fk_saved_questions_chatbot_id_chatbots"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_questions")),
        sa.UniqueConstraint("chatbot_id", "fingerprint", name=op.f("uq_saved_questions_chatbot_id_fingerprint")),
    )
    of_bot = "chatbot_id = ANY (ARRAY(SELECT id FROM chatbots WHERE user_id = (SELECT shopchat_account())))"
    op.get_bind().execute(
        sa.text("CALL shopchat_wall(:table, :condition)"), {"table": "saved_questions", "condition": of_bot}
    )


def downgrade() -> None:
    op.drop_table("saved_questions")
