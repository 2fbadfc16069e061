"""Indexes that are built after the schema has changed, beside whoever writes: on large tables they would hold calls up.

PostgreSQL builds them in a transaction of their own (CREATE INDEX CONCURRENTLY), so no migration can. What was begun
and broke off is marked invalid and made anew. Until they are there everything works, more slowly.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

SEARCHED: Mapping[str, str] = {
    "ix_case_words": """on "case" using gin (ivr_said_of_case(tenant, service, subject, location, answers, caller_name,
        contact_number))""",
    "ix_contact_words": "on contact using gin (ivr_said(tenant, 'n', name))",
    "ix_case_event_words": "on case_event using gin (ivr_said(tenant, 'w', detail ->> 'text')) where detail ? 'text'",
    "ix_script_answer_words": "on script_answer using gin (ivr_said(tenant, 'w', value))",
    "ix_recording_words": """on recording using gin (ivr_said(tenant, 'w', transcript))
        where transcript is not null and kind <> 'talk'""",
    "ix_complaint_words": """on complaint using gin (ivr_said_of_complaint(tenant, lessons, remedy,
        warm_transfer_note))""",
}
LATER: Mapping[str, str] = {
    **SEARCHED,
    "ix_case_caller_prefix": 'on "case" (tenant, caller_e164 text_pattern_ops)',
    "ix_case_number_prefix": 'on "case" (number text_pattern_ops)',
    "ix_offer_talked": "on offer (tenant, accepted_at) where user_id is not null",
}
"""Name -> where and how; the models have them, too."""
LOCK = 311_003
"""Two machines that come up at once build nothing twice."""
VALID = text("select indisvalid from pg_index where indexrelid = to_regclass(:name)")


def build(connection: Connection) -> Iterator[str]:
    """What is missing; `connection` commits by itself. Yields a sentence for each that may not be made here."""
    connection.execute(text("select pg_advisory_lock(:key)"), {"key": LOCK})
    try:
        for name, where in LATER.items():
            yield from made(connection, name, where)
    finally:
        connection.execute(text("select pg_advisory_unlock(:key)"), {"key": LOCK})


def made(connection: Connection, name: str, where: str) -> Iterator[str]:
    valid = connection.scalar(VALID, {"name": name})
    try:
        if valid is False:
            connection.execute(text(f"drop index concurrently {name}"))
        if not valid:
            connection.execute(text(f"create index concurrently {name} {where}"))
    except ProgrammingError:
        yield f"The index {name} could not be made. Run `ivr db upgrade` as the tables' owner."
