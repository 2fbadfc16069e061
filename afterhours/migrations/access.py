"""Group roles and row security: who reaches which table, and which councils' rows.

Runs after every upgrade, so that a new table cannot be forgotten; it changes nothing that is right already.
The logins of a production server are made members: of `ivr_telephone` (web, scheduler) and `ivr_desk` (pages).
What the desk sees is said by settings of its transaction (names separated by commas), and without them it is nothing:
`ivr.tenants` the councils, `ivr.groups` the groups whose restricted cases, `ivr.organisation` whose people ("*": all).
"""

from collections.abc import Iterator

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

OWNER, TELEPHONE, DESK = "ivr_owner", "ivr_telephone", "ivr_desk"
GUARDED = (
    "agent_presence",
    "app_user",
    "attempt",
    "audit",
    "audit_seal",
    "bound_identity",
    "calendar_feed",
    "call",
    "call_draft",
    "callback",
    "caller_block",
    "case",
    "case_event",
    "case_link",
    "case_presence",
    "case_sight",
    "complaint",
    "contact",
    "contact_number",
    "duty_log",
    "emergency",
    "emergency_event",
    "guess",
    "hours_switch",
    "identity_check",
    "invitation",
    "key_challenge",
    "legal_hold",
    "membership",
    "offer",
    "outbox",
    "person",
    "person_number",
    "person_pin",
    "quality_review",
    "queued_call",
    "recording",
    "recovery_code",
    "roster_exception",
    "screenpop_grant",
    "script_answer",
    "security_key",
    "sign_in_step",
    "temporary_schedule",
    "text_message",
    "text_stop",
    "totp_secret",
    "turn",
)
"""The tables with row security; the desk reaches no others."""
NO_RIGHT = "42501"
"""SQLSTATE insufficient_privilege."""
MADE_MEANWHILE = {"42710", "23505"}
"""SQLSTATE duplicate_object, and unique_violation when two databases of one server make a role at once."""
UNDER_COUNCILS = "tenant = any (string_to_array(current_setting('ivr.tenants', true), ','))"
UNRESTRICTED = "(restricted is null or restricted = any (string_to_array(current_setting('ivr.groups', true), ',')))"
OF_ORGANISATION = "current_setting('ivr.organisation', true) in (organisation, '*')"
OF_CASE = 'exists (select from "case" as seen where seen.id = case_id)'
OF_CALL = 'exists (select from "case" as seen where seen.call_id = {table}.call_id)'
OF_ITSELF = """(exists (select from "case" as seen where seen.call_id = coalesce(parent_id, call.id))
  or (parent_id is null and direction = 'outbound'))"""
OF_NAMED = """(detail ->> 'case' is null
  or exists (select from "case" as seen where seen.number = detail ->> 'case'))"""
OF_BOTH = """exists (select from "case" as seen where seen.id = from_id)
  and exists (select from "case" as seen where seen.id = to_id)"""
OF_EMERGENCY = "exists (select from emergency as seen where seen.id = emergency_id)"
"""Of a case that is not seen nothing else is: the subquery is under the case's own policy."""
OWN = "coalesce(user_id::text = current_setting('ivr.user', true), false)"
IN_TALK = f"""exists (select from offer as mine where mine.queued_call_id = queued_call.id
  and mine.state = 'accepted' and {OWN.replace("user_id", "mine.user_id")})"""
"""Whoever talks with a caller sees that they do, also when the case has become another group's meanwhile."""
SEEN = {
    "app_user": OF_ORGANISATION,
    "attempt": f"{UNDER_COUNCILS} and {OF_EMERGENCY}",
    "call": f"{UNDER_COUNCILS} and {OF_ITSELF}",
    "call_draft": f"{UNDER_COUNCILS} and {OF_CASE}",
    "callback": f"{UNDER_COUNCILS} and {OF_CASE}",
    "caller_block": f"{UNDER_COUNCILS} and (case_id is null or {OF_CASE})",
    "case": f"{UNDER_COUNCILS} and {UNRESTRICTED}",
    "case_event": f"{UNDER_COUNCILS} and {OF_CASE} and {OF_NAMED}",
    "case_presence": f"{UNDER_COUNCILS} and {OF_CASE}",
    "case_sight": f"{UNDER_COUNCILS} and {OF_CASE}",
    "case_link": f"{UNDER_COUNCILS} and {OF_BOTH}",
    "complaint": f"{UNDER_COUNCILS} and {OF_CASE}",
    "emergency": f"{UNDER_COUNCILS} and {OF_CASE}",
    "emergency_event": f"{UNDER_COUNCILS} and {OF_EMERGENCY}",
    "identity_check": f"{UNDER_COUNCILS} and {OF_CASE}",
    "invitation": OF_ORGANISATION,
    "legal_hold": f"{UNDER_COUNCILS} and (case_id is null or {OF_CASE})",
    "membership": OF_ORGANISATION,
    "offer": f"{UNDER_COUNCILS} and ({OF_CASE} or {OWN})",
    "quality_review": f"{UNDER_COUNCILS} and {OF_ORGANISATION} and {OF_CASE}",
    "queued_call": f"{UNDER_COUNCILS} and ({OF_CASE} or {IN_TALK})",
    "recording": f"{UNDER_COUNCILS} and {OF_CALL.format(table='recording')}",
    "screenpop_grant": f"{UNDER_COUNCILS} and ({OF_CASE} or {OWN})",
    "script_answer": f"{UNDER_COUNCILS} and {OF_CASE}",
    "text_message": f"{UNDER_COUNCILS} and (call_id is null or {OF_CALL.format(table='text_message')})"
    f" and (emergency_id is null or {OF_EMERGENCY})",
    "turn": f"{UNDER_COUNCILS} and exists (select from call as seen where seen.id = call_id)",
}
"""What the desk sees of a table, where it is not simply the rows of its councils."""
POLICY = text("""
    select coalesce(obj_description(oid, 'pg_policy'), '') from pg_policy
    where polrelid = to_regclass(quote_ident(:table)) and polname = :role
""")
SHOWN_OF_INVITATIONS = "id, tenant, organisation, user_id, made_at, made_by, expires_at, used_at, revoked_at"
SHOWN_OF_USERS = "id, tenant, tenants, organisation, login, name, role, language, disabled, last_sign_in_at, created_at"

RIGHTS = {
    OWNER: [
        f"grant usage, create on schema public to {OWNER}",
        f"""do $$ declare each text; begin
            for each in select tablename from pg_tables where schemaname = 'public' and tableowner = current_user loop
                execute format('alter table public.%I owner to {OWNER}', each);
            end loop;
        end $$""",  # noqa: S608 - the only name in it is ours
        f"alter function ivr_cases_found owner to {OWNER}",
        f"alter function ivr_cases_found_among owner to {OWNER}",
        f"alter function ivr_cases_said owner to {OWNER}",
        f"alter function ivr_numbers_named owner to {OWNER}",
        f"alter function ivr_purge_audit owner to {OWNER}",
        f"alter function ivr_purge_history owner to {OWNER}",
        f"alter function ivr_restrict owner to {OWNER}",
    ],
    TELEPHONE: [
        f"grant usage on schema public to {TELEPHONE}",
        f"grant select, insert, update, delete on all tables in schema public to {TELEPHONE}",
        f"revoke update, delete on audit, audit_seal, duty_log from {TELEPHONE}",
        f"revoke update on case_event, identity_check, script_answer from {TELEPHONE}",
        f"revoke insert, update, delete on alembic_version from {TELEPHONE}",
        f"grant usage on all sequences in schema public to {TELEPHONE}",
        f"grant execute on function ivr_purge_audit, ivr_purge_history to {TELEPHONE}",
    ],
    DESK: [
        f"grant usage on schema public to {DESK}",
        f'grant select on call, turn, "case", contact, contact_number, person, audit, clock_offset, revision to {DESK}',
        f"grant select on emergency, attempt, emergency_event to {DESK}",
        f"grant select on recording to {DESK}",
        f"grant select on text_message, text_stop to {DESK}",
        f'grant update on "case", emergency to {DESK}',
        f"grant insert on emergency, emergency_event to {DESK}",
        f"grant select, insert, update on hours_switch to {DESK}",
        f"grant select, insert, update on roster_exception, temporary_schedule, calendar_feed to {DESK}",
        f"grant insert on audit, outbox to {DESK}",
        f"grant select on person_number, duty_log to {DESK}",
        f"grant insert, update on person, person_number to {DESK}",
        f"grant delete on person_number to {DESK}",
        f"grant select, insert on case_event, identity_check, script_answer to {DESK}",
        f"grant select, insert, update, delete on call_draft, case_presence to {DESK}",
        f"grant select, insert, update on queued_call, agent_presence, offer, callback to {DESK}",
        f"grant select, insert, update on screenpop_grant to {DESK}",
        f"grant select, insert on case_link, case_sight to {DESK}",
        f"grant delete on case_link to {DESK}",
        f"grant select, insert, update on complaint to {DESK}",
        f"grant execute on function ivr_cases_said, ivr_numbers_named to {DESK}",
        f"grant execute on function ivr_cases_found, ivr_cases_found_among to {DESK}",
        f"grant select (person_id, tenant, set_at), insert, delete on person_pin to {DESK}",
        f"grant select, insert, update on legal_hold, caller_block to {DESK}",
        f"grant execute on function ivr_restrict to {DESK}",
        f"grant select, insert, update on quality_review to {DESK}",
        f"grant select ({SHOWN_OF_USERS}) on app_user to {DESK}",
        f"grant insert, update (tenant, tenants, organisation, name, role) on app_user to {DESK}",
        f"grant select, insert, update on membership to {DESK}",
        f"grant select ({SHOWN_OF_INVITATIONS}), insert, update (revoked_at) on invitation to {DESK}",
    ],
}


def grant_access(connection: Connection) -> Iterator[str]:
    """Make the roles, give them their rights; yields a sentence for each thing that is not allowed here."""
    yield from secure_rows(connection)
    for role, rights in RIGHTS.items():
        if not has_role(connection, role) and not attempt(connection, f"create role {role} nologin"):
            yield f"The database user may not make the role {role}. Ask for: CREATE ROLE {role} NOLOGIN."
            continue
        if not is_member(connection, role) and not attempt(connection, f"grant {role} to current_user"):
            yield f"The database user is no member of {role}. Ask for: GRANT {role} TO the user of DATABASE_URL."
            continue
        for table in GUARDED if role != OWNER else ():
            add_policy(connection, role, table)
        if not all(attempt(connection, statement) for statement in rights):
            yield f"The role {role} could not be given all its rights. Run `ivr db upgrade` as the tables' owner."


def secure_rows(connection: Connection) -> Iterator[str]:
    """Switch row security on where it is off; their owner sees all rows, everybody else what a policy allows."""
    off = text("select relname from pg_class where relnamespace = 'public'::regnamespace and not relrowsecurity")
    for table in sorted(set(connection.scalars(off)) & set(GUARDED)):
        if not attempt(connection, f'alter table "{table}" enable row level security'):
            yield f"Row security of {table} is off. Run `ivr db upgrade` as the tables' owner."


def add_policy(connection: Connection, role: str, table: str) -> None:
    """What `role` sees of `table`: the telephone all rows, the desk what `SEEN` says. The comment keeps the rule."""
    seen = SEEN.get(table, UNDER_COUNCILS) if role == DESK else "true"
    there = connection.scalars(POLICY, {"table": table, "role": role}).one_or_none()
    if there is None:
        attempt(connection, f'create policy {role} on "{table}" to {role} using ({seen}) with check ({seen})')
    elif there != seen:
        attempt(connection, f'alter policy {role} on "{table}" to {role} using ({seen}) with check ({seen})')
    if there != seen:
        rule = seen.replace("'", "''")
        attempt(connection, f"comment on policy {role} on \"{table}\" is '{rule}'")


def has_role(connection: Connection, role: str) -> bool:
    return connection.scalar(text("select true from pg_roles where rolname = :role"), {"role": role}) is True


def is_member(connection: Connection, role: str) -> bool:
    return connection.scalar(text("select pg_has_role(:role, 'member')"), {"role": role}) is True


def attempt(connection: Connection, statement: str) -> bool:
    """Whether the database let it happen, or somebody else had just done it; other failures are raised."""
    try:
        with connection.begin_nested():
            connection.execute(text(statement))
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state != NO_RIGHT and state not in MADE_MEANWHILE:
            raise
        return state in MADE_MEANWHILE
    return True
