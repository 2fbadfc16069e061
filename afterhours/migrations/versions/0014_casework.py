"""What people do with cases: a journal, links, sight by a number, complaints; and the words cases are found by.

`case` gets columns that need no rewriting. Its words are indexes over expressions, which `later` builds beside whoever
writes: a column that is generated would write every row anew while calls wait.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

WORDS = (
    """
    create function ivr_folded(said text) returns text language sql immutable parallel safe as $$
        select pg_catalog.translate(pg_catalog.lower(said), 'àâäáçéèêëîïíôöóùûüúÿñ’', 'aaaaceeeeiiiooouuuuyn''')
    $$
    """,
    """
    create function ivr_words(said text, also text) returns tsvector language sql immutable parallel safe as $$
        select pg_catalog.to_tsvector('pg_catalog.simple', folded)
            || pg_catalog.to_tsvector('pg_catalog.english', folded)
            || pg_catalog.to_tsvector('pg_catalog.french', folded)
        from (select public.ivr_folded(coalesce(said, '') || ' ' || coalesce(also, '')) as folded) as given
    $$
    """,
    """
    create function ivr_note(detail jsonb) returns tsvector language sql immutable parallel safe as $$
        select public.ivr_words(detail operator(pg_catalog.->>) 'text', '')
    $$
    """,
    """
    create function ivr_stems(config regconfig, word text) returns text language sql immutable parallel safe as $$
        select string_agg(quote_literal(stem), ' | ') from unnest(tsvector_to_array(to_tsvector(config, word))) as stem
    $$
    """,
    """
    create function ivr_asked(typed text) returns tsquery language sql stable parallel safe as $$
        select coalesce(string_agg('(' || concat_ws(' | ', quote_literal(word) || ':*', english, french) || ')', ' & ')
            filter (where telling or not any_telling), '')::tsquery
        from (select *, english is not null and french is not null as telling,
                bool_or(english is not null and french is not null) over () as any_telling
            from (select word, public.ivr_stems('pg_catalog.english', word) as english,
                    public.ivr_stems('pg_catalog.french', word) as french
                from (select distinct word from regexp_split_to_table(public.ivr_folded(typed), '[^[:alnum:]]+') as word
                    where word <> '' order by word limit 12) as each) as stemmed) as asked
    $$
    """,
)
"""A word is found by its beginning as it was typed, and by its stem in both languages; accents make no difference.
Small words that either language leaves out ("the", "dans") are asked for only where there is nothing else."""
COUNCILS = "string_to_array(current_setting('ivr.tenants', true), ',')"
GROUPS = "string_to_array(current_setting('ivr.groups', true), ',')"
SEEN = f"c.tenant = any ({COUNCILS}) and (c.restricted is null or c.restricted = any ({GROUPS}))"
"""As row security has it."""
FINDING = (
    f"""
    create function ivr_cases_said(typed text, names boolean) returns setof uuid language sql stable security definer
    set search_path = pg_catalog, public as $$
        select c.id from public."case" as c
            where {SEEN} and public.ivr_words(c.subject, c.location) @@ public.ivr_asked(typed)
        union select c.id from public."case" as c
            where names and {SEEN} and public.ivr_words(c.caller_name, '') @@ public.ivr_asked(typed)
        union select e.case_id from public.case_event as e join public."case" as c on c.id = e.case_id
            where {SEEN} and e.detail ? 'text'
            and public.ivr_note(e.detail) @@ public.ivr_asked(typed)
    $$
    """,  # noqa: S608 - constants only
    f"""
    create function ivr_numbers_named(typed text) returns table (tenant varchar, e164 varchar)
    language sql stable security definer set search_path = pg_catalog, public as $$
        select n.tenant, n.e164 from public.contact as c join public.contact_number as n on n.contact_id = c.id
        where c.tenant = any ({COUNCILS}) and public.ivr_words(c.name, '') @@ public.ivr_asked(typed)
    $$
    """,  # noqa: S608 - constants only
)
"""They see past row security, within the councils of the transaction, and give back ids and numbers only: an operator
that might tell what it was given (`@@`) is not let near an index while row security stands before it."""


def upgrade() -> None:
    for statement in WORDS:
        op.execute(statement)
    op.add_column("case", sa.Column("status_reason", sa.String(), nullable=True))
    op.add_column("case", sa.Column("reopened", sa.Integer(), server_default="0", nullable=False))
    op.add_column("case", sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_case_event_actor_at", "case_event", ["actor", "at"], unique=False)
    op.create_index(
        "ix_case_event_said",
        "case_event",
        [sa.text("ivr_note(detail)")],
        unique=False,
        postgresql_using="gin",
        postgresql_where=sa.text("detail ? 'text'"),
    )
    op.create_table(
        "audit_seal",
        sa.Column("audit_id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("audit_id", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("tenant", "number", name=op.f("uq_audit_seal_tenant")),
    )
    op.create_table(
        "case_link",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("from_id", sa.UUID(), nullable=False),
        sa.Column("to_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind in ('repeat_of', 'progress_chase_of', 'duplicate_of', 'follow_up_of', 'parent')",
            name=op.f("ck_case_link_kind"),
        ),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_case_link_two")),
        sa.ForeignKeyConstraint(["from_id"], ["case.id"], name=op.f("fk_case_link_from_id_case")),
        sa.ForeignKeyConstraint(["to_id"], ["case.id"], name=op.f("fk_case_link_to_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_link")),
        sa.UniqueConstraint("from_id", "to_id", "kind", name=op.f("uq_case_link_from_id")),
    )
    op.create_index(op.f("ix_case_link_to_id"), "case_link", ["to_id"], unique=False)
    op.create_table(
        "case_sight",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_sight_case_id_case")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_case_sight_user_id_app_user"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_sight")),
    )
    op.create_index("ix_case_sight_user_id_until", "case_sight", ["user_id", "until"], unique=False)
    op.create_table(
        "complaint",
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), server_default="received", nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledge_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt", sa.String(), nullable=True),
        sa.Column("receipt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warm_transfer", sa.String(), nullable=True),
        sa.Column("warm_transfer_note", sa.String(), nullable=True),
        sa.Column("level", sa.Integer(), server_default="0", nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("responded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("lessons", sa.String(), nullable=True),
        sa.Column("remedy", sa.String(), nullable=True),
        sa.Column("acknowledge_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("outcome in ('upheld', 'partly', 'not')", name=op.f("ck_complaint_outcome")),
        sa.CheckConstraint("receipt in ('text', 'email', 'post', 'refused')", name=op.f("ck_complaint_receipt")),
        sa.CheckConstraint("stage = 'received' or receipt is not null", name=op.f("ck_complaint_receipted")),
        sa.CheckConstraint(
            "stage in ('received', 'triage', 'escalated', 'responded', 'closed')", name=op.f("ck_complaint_stage")
        ),
        sa.CheckConstraint("warm_transfer in ('attempted', 'not_possible')", name=op.f("ck_complaint_warm_transfer")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_complaint_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_complaint")),
    )
    op.create_index(
        "ix_complaint_due",
        "complaint",
        ["tenant", "answer_by"],
        unique=False,
        postgresql_where=sa.text("stage not in ('responded', 'closed')"),
    )
    op.create_index("ix_complaint_tenant_received_at", "complaint", ["tenant", "received_at"], unique=False)
    for statement in FINDING:
        op.execute(statement)
    op.execute("revoke execute on function ivr_cases_said, ivr_numbers_named from public")


def downgrade() -> None:
    op.execute("drop function ivr_numbers_named, ivr_cases_said")
    for table in ("complaint", "case_sight", "case_link", "audit_seal"):
        op.drop_table(table)
    for index in ("ix_case_event_said", "ix_case_event_actor_at"):
        op.drop_index(index, "case_event")
    for index in ("ix_case_said", "ix_case_named", "ix_contact_said", "ix_case_caller_prefix", "ix_case_number_prefix"):
        op.drop_index(index, if_exists=True)
    for column in ("resolved_at", "reopened", "status_reason"):
        op.drop_column("case", column)
    op.execute("drop function ivr_asked, ivr_stems, ivr_note, ivr_words, ivr_folded")
