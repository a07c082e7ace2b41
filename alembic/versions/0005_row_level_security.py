"""row level security: the second wall between tenants

A unit of work that acts for an account calls `shopchat_act_for(id)`; from there to its end the tables below hold that
account's rows and no others. The first wall stays: every query names its account.

Where this user may have the role `shopchat_tenant`, acting switches to it, and policies bind that role alone: what runs
for nobody in particular (jobs, sign-in) plans as if there were none, and a superuser, whom policies never bind, is bound
while it acts. Elsewhere the policies bind the owner itself as soon as an account is set. See docs/decisions/0010.
"""

import sqlalchemy as sa

from alembic import op

revision = "0005_row_level_security"
down_revision = "0004_money"
branch_labels = None
depends_on = None

ROLE = "shopchat_tenant"

# Subqueries, because those are read once a statement; a bare call would be made for each row.
ME = "(SELECT shopchat_account())"
OF_USER = f"user_id = {ME}"
OF_BOT = f"chatbot_id = ANY (ARRAY(SELECT id FROM chatbots WHERE user_id = {ME}))"


def _of(parent: str, column: str) -> str:
    """The parent's own policy decides."""
    return f"EXISTS (SELECT FROM {parent} AS parent WHERE parent.id = {column})"


WALLS = {
    "users": f"id = {ME}",
    "audit_log": f"actor_id = {ME}",
    **dict.fromkeys(
        (
            "account_exports", "api_keys", "billing_notices", "chatbots", "dashboard_sessions", "kept_answers", "mailed_links", "outbox",
            "plan_claims", "platform_users", "refresh_families", "subscriptions", "usage_months", "usage_chatbot_months", "usage_entries",
            "webhook_endpoints",
        ),
        OF_USER,
    ),
    **dict.fromkeys(
        (
            "answer_contexts", "conversations", "gaps", "knowledge_base", "knowledge_chunks", "knowledge_imports", "knowledge_postings",
            "knowledge_cells", "knowledge_products", "knowledge_revisions", "knowledge_spaces", "knowledge_standings",
            "knowledge_variants", "knowledge_vectors", "leads", "product_clicks",
        ),
        OF_BOT,
    ),
    "account_export_parts": _of("account_exports", "export_id"),
    "knowledge_import_files": _of("knowledge_imports", "import_id"),
    "message_feedback": _of("messages", "message_id"),
    "message_traces": _of("messages", "message_id"),
    "messages": _of("conversations", "conversation_id"),
    "refresh_tokens": _of("refresh_families", "family_id"),
    "webhook_deliveries": _of("webhook_endpoints", "endpoint_id"),
}
# Of the house: what an account does is written there, and nothing there is shown to it.
SHARED = ("jobs", "local_payment_objects", "webhook_events")


def upgrade() -> None:
    connection = op.get_bind()
    has_role = _has_role(connection)
    for statement in _functions(has_role):
        op.execute(statement)
    for table, condition in WALLS.items():
        connection.execute(sa.text("CALL shopchat_wall(:table, :condition)"), {"table": table, "condition": condition})
    for table in SHARED:
        connection.execute(sa.text("CALL shopchat_share(:table)"), {"table": table})
    if has_role:
        # Counters tell nothing of anybody: those to come are for all who act, unlike tables.
        op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
        op.execute(f"ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO {ROLE}")


def downgrade() -> None:
    for table in WALLS:
        op.execute(f"DROP POLICY tenant ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY")
    if op.get_bind().scalar(sa.text("SELECT shopchat_has_role()")):
        # The role itself stays: another database of the server may use it.
        op.execute(f"ALTER DEFAULT PRIVILEGES REVOKE USAGE ON SEQUENCES FROM {ROLE}")
        op.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {ROLE}")
        op.execute(f"REVOKE ALL ON {', '.join([*WALLS, *SHARED])} FROM {ROLE}")
    op.execute("DROP PROCEDURE shopchat_share, shopchat_wall")
    op.execute("DROP FUNCTION shopchat_act_for, shopchat_account, shopchat_has_role")


def _has_role(connection: sa.Connection) -> bool:
    """Makes the role unless the server has it, and tells whether we may become it."""
    try:
        with connection.begin_nested():
            if connection.scalar(sa.text("SELECT count(*) FROM pg_roles WHERE rolname = :role"), {"role": ROLE}) == 0:
                op.execute(f"CREATE ROLE {ROLE} NOLOGIN")
            if not connection.scalar(sa.text("SELECT pg_has_role(current_user, :role, 'MEMBER')"), {"role": ROLE}):
                op.execute(f"GRANT {ROLE} TO CURRENT_USER")
            schema = {"role": ROLE, "schema": connection.scalar(sa.text("SELECT current_schema()"))}
            if not connection.scalar(sa.text("SELECT has_schema_privilege(:role, :schema, 'USAGE')"), schema):
                op.execute(f'GRANT USAGE ON SCHEMA "{schema["schema"]}" TO {ROLE}')
    except sa.exc.DBAPIError:
        pass  # Not allowed, or another database of the server was quicker: what counts is whether we may be it now.
    try:
        with connection.begin_nested():
            op.execute(f"SET LOCAL ROLE {ROLE}")
            op.execute("RESET ROLE")
    except sa.exc.DBAPIError:
        return False
    return True


def _functions(has_role: bool) -> list[str]:
    """`shopchat_wall` and `shopchat_share` are there for later migrations: each new table needs one of them."""
    grant = f"EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO {ROLE}', walled);" if has_role else "NULL;"
    become = f"set_config('role', '{ROLE}', true) IS NOT NULL AND " if has_role else ""
    bound = f"TO {ROLE} USING (%s)" if has_role else "USING ((SELECT shopchat_account()) IS NULL OR %s)"
    force = "" if has_role else "EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', walled);"
    return [
        f"CREATE FUNCTION shopchat_has_role() RETURNS boolean LANGUAGE sql IMMUTABLE RETURN {has_role}",
        """CREATE FUNCTION shopchat_account() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
            RETURN CAST(nullif(current_setting('shopchat.account_id', true), '') AS uuid)""",
        f"""CREATE FUNCTION shopchat_act_for(account uuid) RETURNS boolean LANGUAGE sql VOLATILE
            RETURN {become}set_config('shopchat.account_id', account::text, true) IS NOT NULL""",
        f"""CREATE PROCEDURE shopchat_wall(walled regclass, condition text) LANGUAGE plpgsql AS $$
            BEGIN
                EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', walled);
                {force}
                {grant}
                EXECUTE format('CREATE POLICY tenant ON %s {bound}', walled, condition);
            END $$""",
        f"CREATE PROCEDURE shopchat_share(walled regclass) LANGUAGE plpgsql AS $$ BEGIN {grant} END $$",
    ]
