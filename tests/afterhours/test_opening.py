"""Which line and flow answer a call that arrives now."""

from datetime import UTC, datetime

import pytest

from afterhours.opening import opening
from afterhours.site import load_site
from ivr.domain import Opening
from tests.afterhours.small_county import folder

SITE, _ = load_site(folder())
MAIN, CLINIC, KENT = "+15195550100", "+15195550140", "+441632960100"

CALLS = [
    ("by day", MAIN, "2026-11-24T15:00", Opening("main", "main", True)),
    ("at lunch", MAIN, "2026-11-24T17:30", Opening("main", "main", False)),
    ("the minute it opens", MAIN, "2026-11-24T13:30", Opening("main", "main", True)),
    ("the minute it closes", MAIN, "2026-11-24T21:30", Opening("main", "main", False)),
    ("at night", MAIN, "2026-11-25T04:00", Opening("main", "main", False)),
    ("a fixed date", MAIN, "2026-12-24T19:00", Opening("main", "main", False)),
    ("a line without hours", KENT, "2026-11-24T15:00", Opening("wealden-night", "wealden", None)),
    ("a campaign", CLINIC, "2026-12-01T15:00", Opening("flu-clinic", "main", None)),
    ("a campaign's last evening there", CLINIC, "2026-12-21T03:00", Opening("flu-clinic", "main", None)),
    ("a campaign that is over", CLINIC, "2026-12-22T15:00", Opening("flu-clinic", "main", True)),
    ("a number that is not ours", "+15195550199", "2026-11-24T15:00", Opening("main", "main", True)),
    ("no number", "", "2026-11-24T15:00", Opening("main", "main", True)),
]


@pytest.mark.parametrize(("dialled", "at", "expected"), [row[1:] for row in CALLS], ids=[row[0] for row in CALLS])
def test_the_line_and_flow_that_answer(dialled: str, at: str, expected: Opening) -> None:
    """`at` is UTC; the county is five hours behind."""
    assert SITE is not None
    found = opening(SITE, dialled, datetime.fromisoformat(at).replace(tzinfo=UTC))
    closed = "night" if expected.in_hours is False and SITE.book.lines[expected.line].closed == "night" else None
    assert found == Opening(expected.line, closed or expected.flow, expected.in_hours)
