"""Payments: who says which plan, what owners were told, the local payments; the platform's users."""

import sqlalchemy as sa

from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0004_money'
down_revision = '0003_vectors'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('local_payment_objects',
    sa.Column('id', sa.String(length=100), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('customer', sa.String(length=100), nullable=False),
    sa.Column('body', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_local_payment_objects'))
    )
    op.create_index('ix_local_payment_objects_customer_kind', 'local_payment_objects', ['customer', 'kind'], unique=False)
    op.create_table('billing_notices',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_billing_notices_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', 'name', name=op.f('pk_billing_notices'))
    )
    op.create_index(op.f('ix_billing_notices_sent_at'), 'billing_notices', ['sent_at'], unique=False)
    op.create_table('plan_claims',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('plan', sa.String(length=50), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('as_of', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("plan IN ('free', 'pro', 'enterprise')", name=op.f('ck_plan_claims_plan')),
    sa.CheckConstraint("source IN ('stripe', 'platform', 'admin')", name=op.f('ck_plan_claims_source')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_plan_claims_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', 'source', name=op.f('pk_plan_claims'))
    )
    op.create_table('platform_users',
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('external_platform_id', sa.String(length=255), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=True),
    sa.Column('plan', sa.String(length=50), nullable=True),
    sa.Column('plan_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('store_id', sa.String(length=255), nullable=True),
    sa.Column('store_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("plan IN ('free', 'pro', 'enterprise')", name=op.f('ck_platform_users_plan')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_platform_users_user_id_users'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('external_platform_id', name=op.f('pk_platform_users')),
    sa.UniqueConstraint('user_id', name=op.f('uq_platform_users_user_id'))
    )
    op.add_column('subscriptions', sa.Column('stripe_customer_id', sa.String(length=255), server_default='', nullable=False))
    op.alter_column('subscriptions', 'stripe_customer_id', server_default=None)
    op.add_column('subscriptions', sa.Column('unpaid_since', sa.DateTime(timezone=True), nullable=True))
    op.add_column('usage_months', sa.Column('cost_usd', sa.Numeric(precision=14, scale=6), server_default=sa.text('0'), nullable=False))
    op.add_column('webhook_events', sa.Column('occurred_at', sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False))
    op.alter_column('webhook_events', 'occurred_at', server_default=None)
    op.create_check_constraint('provider', 'webhook_events', "provider IN ('stripe', 'platform')")
    op.alter_column('webhook_events', 'error',
               existing_type=sa.VARCHAR(),
               type_=sa.Text(),
               existing_nullable=True)


def downgrade() -> None:
    op.alter_column('webhook_events', 'error',
               existing_type=sa.Text(),
               type_=sa.VARCHAR(),
               existing_nullable=True)
    op.drop_constraint('provider', 'webhook_events', type_='check')
    op.drop_column('webhook_events', 'occurred_at')
    op.drop_column('usage_months', 'cost_usd')
    op.drop_column('subscriptions', 'unpaid_since')
    op.drop_column('subscriptions', 'stripe_customer_id')
    op.drop_table('platform_users')
    op.drop_table('plan_claims')
    op.drop_index(op.f('ix_billing_notices_sent_at'), table_name='billing_notices')
    op.drop_table('billing_notices')
    op.drop_index('ix_local_payment_objects_customer_kind', table_name='local_payment_objects')
    op.drop_table('local_payment_objects')
