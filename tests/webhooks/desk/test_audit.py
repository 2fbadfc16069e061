"""The audit's page: narrowed down, by pages, as a file; for auditors alone, and itself written down."""

import csv
import io
from datetime import timedelta
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from afterhours.models import AuditEntry
from afterhours.rules.case_numbers import number_at
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, World
from webhooks.desk.audit import page as audit_page
from webhooks.roles import Role

NUMBER = number_at(9)
YESTERDAY = (NOW - timedelta(days=1)).date().isoformat()


@pytest.fixture(scope="module")
def auditor(world: World) -> FlaskClient:
    world.user("auditor", Role.AUDITOR)
    world.user("nora", Role.COUNTY_AGENT)
    rows: tuple[tuple[str, str, str, str, int, dict[str, Any]], ...] = (
        (COUNTY, "ann", "case.seen", f"case {NUMBER}", 0, {"contacts": 2}),
        (COUNTY, "bo", "case.changed", f"case {NUMBER}", 1, {"fields": ["location", "subject"]}),
        (COUNTY, "=cmd", "hours.closed", "hours town-hall", 26, {"reason": "storm"}),
        (PARTNER, "kent", "case.seen", "case 1", 0, {}),
    )
    for tenant, actor, action, what, hours, detail in rows:
        at = NOW - timedelta(hours=hours)
        world.add(AuditEntry(tenant=tenant, at=at, actor=actor, action=action, object=what, detail=detail))
    return world.browser("auditor")


def actors(page: str) -> set[str]:
    return {each for each in ("ann", "bo", "=cmd", "kent") if f'<td class="caller">{each}</td>' in page}


@pytest.mark.parametrize(
    ("filters", "seen"),
    [
        pytest.param("", {"ann", "bo", "=cmd"}, id="nothing"),
        pytest.param("actor=bo", {"bo"}, id="who"),
        pytest.param(f"case={NUMBER}", {"ann", "bo"}, id="a case"),
        pytest.param(f"case={NUMBER[:3]}-{NUMBER[3:6]}-{NUMBER[6:]}", {"ann", "bo"}, id="a case as it is spoken"),
        pytest.param("action=case.", {"ann", "bo"}, id="how an action begins"),
        pytest.param(f"last={YESTERDAY}", {"=cmd"}, id="until a day"),
        pytest.param(f"first={(NOW.date()).isoformat()}", {"ann", "bo"}, id="from a day"),
        pytest.param("actor=kent", set(), id="another council's"),
    ],
)
def test_the_audit_is_narrowed_by(auditor: FlaskClient, filters: str, seen: set[str]) -> None:
    assert actors(auditor.get(f"/admin/audit?{filters}").text) == seen


@pytest.mark.parametrize(
    ("filters", "said"),
    [("case=12", "This is no case number"), ("first=2026-12-02&last=2026-12-01", "before the first one")],
)
def test_a_filter_that_makes_no_sense_is_explained(auditor: FlaskClient, filters: str, said: str) -> None:
    answer = auditor.get(f"/admin/audit?{filters}")
    assert (answer.status_code, said in answer.text) == (400, True)
    assert auditor.get(f"/admin/audit.csv?{filters}").status_code == 400


def test_the_file_has_every_entry_and_nothing_a_spreadsheet_would_reckon(
    auditor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webhooks.desk.audit.routes.BATCH", 2)
    answer = auditor.get("/admin/audit.csv?action=")
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert answer.headers["Content-Disposition"] == "attachment; filename=audit.csv"
    assert {"ann", "bo", "'=cmd"} <= {line["actor"] for line in lines}
    assert "kent" not in {line["actor"] for line in lines}
    assert len({line["id"] for line in lines}) == len(lines) >= 4
    rows = [orjson.loads(line) for line in auditor.get("/admin/audit.jsonl?actor=bo").text.splitlines()]
    assert [(row["action"], row["detail"]) for row in rows] == [("case.changed", {"fields": ["location", "subject"]})]


def test_looking_and_taking_a_file_are_written_down(world: World, auditor: FlaskClient) -> None:
    auditor.get("/admin/audit?actor=ann")
    auditor.get("/admin/audit.jsonl?actor=ann&action=case.").get_data()
    with world.parts.database.transaction() as session:
        query = select(AuditEntry).where(AuditEntry.actor == "auditor").order_by(AuditEntry.id.desc()).limit(2)
        told = [(each.action, each.detail) for each in session.scalars(query)]
    assert told == [
        ("audit.exported", {"kind": "jsonl", "filters": ["action", "actor"]}),
        ("audit.seen", {"filters": ["actor"]}),
    ]


def test_a_long_audit_goes_on_by_key(auditor: FlaskClient, world: World) -> None:
    for at in range(audit_page.PAGE + 3):
        world.add(
            AuditEntry(tenant=COUNTY, at=NOW - timedelta(days=9, seconds=at // 2), actor="many", action=f"a.{at}")
        )
    first = auditor.get("/admin/audit?actor=many").text
    older = first.split('">Older entries</a>')[0].rpartition('href="')[2].replace("&amp;", "&")
    rest = auditor.get(older).text
    marks = [f"<code>a.<wbr>{at}</code>" for at in range(audit_page.PAGE + 3)]
    assert all((mark in first) != (mark in rest) for mark in marks)


@pytest.mark.parametrize("address", ["/admin/audit", "/admin/audit.csv", "/admin/audit.jsonl"])
def test_it_is_for_auditors_alone(world: World, auditor: FlaskClient, address: str) -> None:
    assert world.browser("nora").get(address).status_code == 403
    assert world.browser().get(address).status_code == 303


def test_an_auditor_sees_no_case_for_it(auditor: FlaskClient, world: World) -> None:
    case = world.case()
    assert auditor.get(f"/desk/cases/{case.number}").status_code == 403


def test_a_long_word_may_break_after_its_signs_and_what_is_typed_stays_text() -> None:
    assert audit_page.parted("a.b<c>@d") == "a.<wbr>b&lt;c&gt;@<wbr>d"
    assert audit_page.parted("2001:db8::1", ":").count("<wbr>") == 3
