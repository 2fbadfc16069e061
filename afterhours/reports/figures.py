"""A night in numbers, line by line."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from afterhours.models import Call, Case, Emergency
from afterhours.reports.facts import LineFigures


def figures(session: Session, tenant: str, since: datetime, until: datetime) -> tuple[LineFigures, ...]:
    """One for each line that was rung, the busiest first; residents' calls only, no legs to people on duty."""
    calls = (
        select(Call.line, func.count())
        .where(Call.tenant == tenant, Call.started_at >= since, Call.started_at < until)
        .where(Call.direction == "inbound", Call.parent_id.is_(None))
        .group_by(Call.line)
    )
    cases = (
        select(
            Case.line,
            func.count().filter(Case.kind == "abandoned"),
            func.count(Case.first_answer_at),
            func.coalesce(func.sum(func.jsonb_array_length(Case.messages)), 0),
        )
        .where(Case.tenant == tenant, Case.opened_at >= since, Case.opened_at < until, Case.call_id.is_not(None))
        .group_by(Case.line)
    )
    raised = (
        select(Emergency.line, func.count())
        .where(Emergency.tenant == tenant, Emergency.raised_at >= since, Emergency.raised_at < until)
        .group_by(Emergency.line)
    )
    of_calls, of_raised = ({row[0]: row[1] for row in session.execute(query)} for query in (calls, raised))
    of_cases = {line: (gone, talked, int(left)) for line, gone, talked, left in session.execute(cases)}
    found = [
        LineFigures(line, of_calls.get(line, 0), *of_cases.get(line, (0, 0, 0)), of_raised.get(line, 0))
        for line in {*of_calls, *of_cases, *of_raised}
    ]
    return tuple(sorted(found, key=lambda each: (-each.calls, each.line)))
