"""Gaps that ask for the same stand together in a cluster, which carries what the owner made of them."""

import sqlalchemy as sa
from pgvector.sqlalchemy import HALFVEC

from alembic import op

revision = "0006_gap_clusters"
down_revision = "0005_row_level_security"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gap_clusters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("chatbot_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('open', 'answered', 'dismissed')", name=op.f("ck_gap_clusters_status")),
        sa.ForeignKeyConstraint(
            ["chatbot_id"], ["chatbots.id"], name=op.f("fk_gap_clusters_chatbot_id_chatbots"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["knowledge_base.id"],
            name=op.f("fk_gap_clusters_entry_id_knowledge_base"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_clusters")),
    )
    op.create_index(op.f("ix_gap_clusters_chatbot_id"), "gap_clusters", ["chatbot_id"])
    op.create_index(op.f("ix_gap_clusters_entry_id"), "gap_clusters", ["entry_id"])
    op.add_column("gaps", sa.Column("words", sa.Text(), nullable=True))
    op.execute(r"UPDATE gaps SET words = btrim(regexp_replace(lower(question), '\W+', ' ', 'g'))")
    op.alter_column("gaps", "words", nullable=False)
    op.add_column("gaps", sa.Column("cluster_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_gaps_cluster_id_gap_clusters"), "gaps", "gap_clusters", ["cluster_id"], ["id"], ondelete="SET NULL"
    )
    op.create_index(op.f("ix_gaps_cluster_id"), "gaps", ["cluster_id"])
    # Nothing ever set it: every gap is open until its cluster says otherwise.
    op.drop_constraint(op.f("ck_gaps_status"), "gaps")
    op.drop_column("gaps", "status")
    op.create_table(
        "gap_vectors",
        sa.Column("gap_id", sa.Uuid(), nullable=False),
        sa.Column("chatbot_id", sa.Uuid(), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.Column("embedding", HALFVEC(dim=384), nullable=False),
        sa.ForeignKeyConstraint(
            ["chatbot_id"], ["chatbots.id"], name=op.f("fk_gap_vectors_chatbot_id_chatbots"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["gap_id"], ["gaps.id"], name=op.f("fk_gap_vectors_gap_id_gaps"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("gap_id", name=op.f("pk_gap_vectors")),
    )
    op.create_index("ix_gap_vectors_chatbot_id_model", "gap_vectors", ["chatbot_id", "model"])
    of_bot = "chatbot_id = ANY (ARRAY(SELECT id FROM chatbots WHERE user_id = (SELECT shopchat_account())))"
    for table in ("gap_clusters", "gap_vectors"):
        op.get_bind().execute(
            sa.text("CALL shopchat_wall(:table, :condition)"), {"table": table, "condition": of_bot}
        )


def downgrade() -> None:
    op.drop_table("gap_vectors")
    op.add_column("gaps", sa.Column("status", sa.String(length=20), nullable=False, server_default="open"))
    op.alter_column("gaps", "status", server_default=None)
    op.create_check_constraint(op.f("ck_gaps_status"), "gaps", "status IN ('open', 'answered', 'dismissed')")
    op.drop_constraint(op.f("fk_gaps_cluster_id_gap_clusters"), "gaps")
    op.drop_column("gaps", "cluster_id")
    op.drop_column("gaps", "words")
    op.drop_table("gap_clusters")
