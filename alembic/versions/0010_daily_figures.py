"""Days that are over are counted once, and again when something of them changes."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0010_daily_figures"
down_revision = "0009_take_over"
branch_labels = None
depends_on = None

COUNTS = (
    "conversations", "messages", "ended", "scores", "asked", "unanswered", "helpful", "unhelpful", "product_clicks",
    "hand_offs",
)  # fmt: skip
# No condition on `is_open`: who changes a day that is being counted waits for the count, and then opens the day again.
OPEN = """
CREATE FUNCTION shopchat_open_days(bot uuid, first timestamptz, last timestamptz) RETURNS void LANGUAGE sql AS $$
    UPDATE daily_figures SET is_open = true, opened_at = clock_timestamp(), questions = '[]'
    WHERE chatbot_id = bot AND day BETWEEN (first AT TIME ZONE 'UTC')::date AND (last AT TIME ZONE 'UTC')::date
$$
"""
TRIGGERS = {
    "conversations": (
        "AFTER DELETE OR UPDATE OF started_at, status, satisfaction_score, message_count",
        "PERFORM shopchat_open_days(OLD.chatbot_id, OLD.started_at, "
        "CASE TG_OP WHEN 'DELETE' THEN OLD.last_message_at ELSE OLD.started_at END);",
    ),
    "messages": (
        "AFTER DELETE OR UPDATE OF content",
        "PERFORM shopchat_open_days(c.chatbot_id, OLD.created_at, OLD.created_at) FROM conversations c "
        "WHERE c.id = OLD.conversation_id;",
    ),
    "message_feedback": (
        "AFTER INSERT OR DELETE OR UPDATE",
        "PERFORM shopchat_open_days(c.chatbot_id, m.created_at, m.created_at) FROM messages m "
        "JOIN conversations c ON c.id = m.conversation_id "
        "WHERE m.id = CASE TG_OP WHEN 'DELETE' THEN OLD.message_id ELSE NEW.message_id END;",
    ),
    **dict.fromkeys(
        ("gaps", "leads", "product_clicks"),
        ("AFTER DELETE", "PERFORM shopchat_open_days(OLD.chatbot_id, OLD.created_at, OLD.created_at);"),
    ),
}


def upgrade() -> None:
    op.create_table(
        "daily_figures",
        sa.Column("chatbot_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        *[sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS],
        sa.Column("score_sum", sa.Float(), nullable=False),
        sa.Column("latencies", postgresql.JSONB(), nullable=False),
        sa.Column("questions", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chatbot_id"], ["chatbots.id"], name=op.f("fk_daily_figures_chatbot_id_chatbots"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chatbot_id", "day", name=op.f("pk_daily_figures")),
    )
    op.create_index("ix_daily_figures_open", "daily_figures", ["opened_at"], postgresql_where=sa.text("is_open"))
    op.create_index("ix_conversations_chatbot_id_last_message_at", "conversations", ["chatbot_id", "last_message_at"])
    of_bot = "chatbot_id = ANY (ARRAY(SELECT id FROM chatbots WHERE user_id = (SELECT shopchat_account())))"
    op.get_bind().execute(
        sa.text("CALL shopchat_wall(:table, :condition)"), {"table": "daily_figures", "condition": of_bot}
    )
    op.execute(OPEN)
    for table, (when, does) in TRIGGERS.items():
        op.execute(
            f"CREATE FUNCTION shopchat_{table}_changed() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {does} RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE TRIGGER open_days {when} ON {table} FOR EACH ROW EXECUTE FUNCTION shopchat_{table}_changed()"
        )


def downgrade() -> None:
    for table in TRIGGERS:
        op.execute(f"DROP TRIGGER open_days ON {table}")
        op.execute(f"DROP FUNCTION shopchat_{table}_changed()")
    op.execute("DROP FUNCTION shopchat_open_days(uuid, timestamptz, timestamptz)")
    op.drop_index("ix_conversations_chatbot_id_last_message_at", "conversations")
    op.drop_table("daily_figures")
