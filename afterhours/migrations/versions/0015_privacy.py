"""Retention, holds and blocked callers."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

UNPURGED = {"case": "closed_at", "call": "started_at", "text_message": "created_at"}
"""Table -> by which time its rows are found when their time is over."""

PURGE_AUDIT = """
create function ivr_purge_audit(council text, before timestamptz, most int) returns int
language plpgsql security definer set search_path = public as $$
declare gone int;
begin
    if before > clock_timestamp() - interval '365 days' then
        raise exception 'audit entries are kept for a year at least';
    end if;
    with old as (select id from audit where tenant = council and at < before and not exists (
        select from audit_seal as mine join audit_seal as other on other.tenant = council and other.number < mine.number
          join audit as kept on kept.id = other.audit_id
        where mine.audit_id = audit.id and kept.at >= before and kept.at < before + interval '2 hours')
      order by at limit most)
    delete from audit using old where audit.id = old.id;
    get diagnostics gone = row_count;
    return gone;
end $$
"""
"""Nobody may delete from `audit`; what is older than a year leaves by this door alone, and from the beginning of the
chain of seals: an entry that was written late waits for those that were sealed before it."""
REFUSE_YOUNG = """
create function refuse_young() returns trigger language plpgsql as $$
begin
    if old.at > clock_timestamp() - interval '365 days' then
        raise exception 'Entries of the table % are never changed.', tg_table_name
          using errcode = 'insufficient_privilege';
    end if;
    return old;
end $$
"""
"""Instead of refusing every deletion, that of what is younger than a year: also to the table's owner."""

PURGE_HISTORY = """
create function ivr_purge_history(cases uuid[]) returns void
language plpgsql security definer set search_path = public as $$
begin
    update case_event set detail = '{}' where case_id in (
      select id from "case" where id = any (cases) and purged_at is not null);
    update identity_check set contact_id = null where case_id in (
      select id from "case" where id = any (cases) and purged_at is not null);
    update script_answer set value = '' where case_id in (
      select id from "case" where id = any (cases) and purged_at is not null);
end $$
"""
"""What nobody may change is emptied here, of cases that were purged, and of no others."""
RESTRICT = """
create function ivr_restrict(which uuid, to_group text) returns boolean
language plpgsql security definer set search_path = public as $$
begin
    update "case" set restricted = to_group, version = version + 1 where id = which and restricted is null
      and tenant = any (string_to_array(current_setting('ivr.tenants', true), ','));
    return found;
end $$
"""
"""By this door a case goes to a group in which whoever sends it there is not; none leads back."""


def upgrade() -> None:
    op.create_table(
        "caller_block",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("e164", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=True),
        sa.Column("flagged_by", sa.String(), nullable=False),
        sa.Column("flagged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), server_default="flagged", nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_caller_block_reason")),
        sa.CheckConstraint(
            "state <> 'blocked' or (until is not null and decided_by is not null)",
            name=op.f("ck_caller_block_reviewed"),
        ),
        sa.CheckConstraint("state in ('flagged', 'blocked', 'declined', 'lifted')", name=op.f("ck_caller_block_state")),
        sa.CheckConstraint("decided_by <> flagged_by", name=op.f("ck_caller_block_second_person")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_caller_block_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caller_block")),
    )
    op.create_index(op.f("ix_caller_block_case_id"), "caller_block", ["case_id"], unique=False)
    op.create_index(
        "ix_caller_block_number",
        "caller_block",
        ["tenant", "e164"],
        unique=False,
        postgresql_where=sa.text("state = 'blocked'"),
    )
    op.create_index("ix_caller_block_tenant_flagged_at", "caller_block", ["tenant", "flagged_at"], unique=False)
    op.create_index(
        "uq_caller_block_waiting",
        "caller_block",
        ["tenant", "e164"],
        unique=True,
        postgresql_where=sa.text("state = 'flagged'"),
    )
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=True),
        sa.Column("e164", sa.String(), nullable=True),
        sa.Column("contact_id", sa.UUID(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("placed_by", sa.String(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=True),
        sa.Column("lifted_because", sa.String(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_legal_hold_reason")),
        sa.CheckConstraint("num_nonnulls(case_id, e164, contact_id) = 1", name=op.f("ck_legal_hold_of_one")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_legal_hold_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index(op.f("ix_legal_hold_case_id"), "legal_hold", ["case_id"], unique=False)
    op.create_index(op.f("ix_legal_hold_contact_id"), "legal_hold", ["contact_id"], unique=False)
    op.create_index(
        "ix_legal_hold_standing", "legal_hold", ["tenant"], unique=False, postgresql_where=sa.text("lifted_at is null")
    )
    for table, instant in UNPURGED.items():
        op.add_column(table, sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True))
        op.create_index(
            f"ix_{table}_unpurged", table, ["tenant", instant], postgresql_where=sa.text("purged_at is null")
        )
    op.add_column("case", sa.Column("relay", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.execute(PURGE_AUDIT)
    op.execute(REFUSE_YOUNG)
    op.execute("drop trigger append_only on audit")
    op.execute("create trigger append_only before update on audit execute function refuse_change()")
    op.execute("create trigger kept before delete on audit for each row execute function refuse_young()")
    op.execute(PURGE_HISTORY)
    op.execute(RESTRICT)
    op.execute("revoke execute on function ivr_purge_audit, ivr_purge_history, ivr_restrict from public")


def downgrade() -> None:
    op.execute("drop trigger kept on audit")
    op.execute("drop trigger append_only on audit")
    op.execute("create trigger append_only before update or delete on audit execute function refuse_change()")
    op.execute("drop function refuse_young")
    op.execute("drop function ivr_purge_audit")
    op.execute("drop function ivr_restrict")
    op.execute("drop function ivr_purge_history")
    op.drop_column("case", "relay")
    for table in UNPURGED:
        op.drop_index(f"ix_{table}_unpurged", table)
        op.drop_column(table, "purged_at")
    op.drop_table("legal_hold")
    op.drop_table("caller_block")
