"""Whose line a caller stands in: that of the group the flow asks; of a restricted case, its own group's.

A case may become restricted at any moment, also while its caller waits. So this is asked each time, by every statement
that looks at a line, and is written down nowhere. The caller keeps their place; the group that takes the line over
rings, counts, closes and is told about in place of the one that was asked (docs/adr/0031).
"""

from functools import lru_cache
from uuid import UUID

import orjson
from sqlalchemy import Text, func, literal, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import ColumnElement

from afterhours.models import Case
from afterhours.site import Site
from ivr.flowfile.names import name

RESTRICTED = text('select restricted from "case" where id = :case')
DUE = text("""
update queued_call set due_at = ivr_now()
where case_id = :case and state in ('waiting', 'offered', 'joined', 'callback')
""")


def line_sql(queued: str, case: str, spellings: str) -> str:
    """The same in SQL, for the aliases of two tables and the parameter that `spellings` goes into."""
    return f"coalesce(cast({spellings} as jsonb) ->> {case}.restricted, {case}.restricted, {queued}.group_name)"


def spellings(site: Site) -> str:
    """For that parameter: how agents.yaml spells a group -> its canonical name, in which lines are kept."""
    return _spelt(tuple(site.groups))


@lru_cache(maxsize=8)
def _spelt(groups: tuple[str, ...]) -> str:
    return orjson.dumps({each: name(each) for each in groups}).decode()


def line_column(group_name: InstrumentedAttribute[str], site: Site) -> ColumnElement[str]:
    """The same for a query that joins `Case`: of a caller, or of a callback."""
    spelt = literal(orjson.loads(spellings(site)), JSONB)
    named = spelt.op("->>", return_type=Text())(Case.restricted)
    return func.coalesce(named, Case.restricted, group_name)


def line_of(group_name: str, restricted: str | None) -> str:
    """The same for a row that is at hand; `restricted`: of its case."""
    return name(restricted) if restricted else group_name


def is_another_s(offered_to: str, organisation: str, restricted: str | None) -> bool:
    """Whether an offer that was made to a group may not be taken by it any more. Somebody of the directory, who is in
    no organisation and sees no story, may come into a talk whoever sees the case."""
    return bool(organisation) and restricted is not None and offered_to != name(restricted)


def restricted_of(session: Session, case_id: UUID) -> str | None:
    """The group that alone may see this case now; None where everybody may, and where the session itself may not."""
    group: str | None = session.scalar(RESTRICTED, {"case": case_id})
    return group


def look_again(session: Session, case_id: UUID) -> None:
    """The case is another group's from now on: what rings for its caller is looked at anew. Part of the same
    transaction, and before whoever changes it sees the case no more."""
    session.execute(DUE, {"case": case_id})
