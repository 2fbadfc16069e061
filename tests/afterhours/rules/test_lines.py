"""Campaign lines, and lines that have a flow for closed hours."""

from dataclasses import replace
from datetime import date

import pytest

from afterhours.rules.lines import flow_for, serving
from ivr.engine.model import Line

MAIN = Line(
    name="main",
    number="+15195550100",
    tenant="county",
    tenant_name="County",
    flow="day",
    languages={},
    emergency_number="9 1 1",
    country="CA",
    zone="America/Toronto",
    fallback_person="duty-manager",
    closed="night",
)
CLINIC = replace(
    MAIN, name="clinic", flow="clinic", first_day=date(2026, 10, 1), last_day=date(2026, 12, 20), then="main"
)
LINES = {"main": MAIN, "clinic": CLINIC}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2026, 9, 30), "main", id="before"),
        pytest.param(date(2026, 10, 1), "clinic", id="first day"),
        pytest.param(date(2026, 12, 20), "clinic", id="last day"),
        pytest.param(date(2026, 12, 21), "main", id="after"),
    ],
)
def test_a_campaign_line_leads_elsewhere_out_of_its_season(day: date, expected: str) -> None:
    assert serving(LINES, CLINIC, day).name == expected


def test_lines_that_lead_to_each_other_end_somewhere() -> None:
    ring = {"clinic": CLINIC, "main": replace(CLINIC, name="main", then="clinic")}
    assert serving(ring, CLINIC, date(2027, 1, 1)).name in ring


@pytest.mark.parametrize(
    ("line", "open_now", "expected"),
    [
        pytest.param(MAIN, True, "day", id="open"),
        pytest.param(MAIN, False, "night", id="closed"),
        pytest.param(MAIN, None, "day", id="no hours"),
        pytest.param(replace(MAIN, closed=None), False, "day", id="closed without another flow"),
    ],
)
def test_the_flow_of_a_line(line: Line, open_now: bool | None, expected: str) -> None:
    assert flow_for(line, open_now) == expected
