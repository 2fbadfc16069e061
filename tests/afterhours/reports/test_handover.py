"""What is handed over: of which night, of which council, and what must be done first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text, update

from afterhours.models import Case, HoursSwitch
from afterhours.parts import Parts
from afterhours.reports import stories
from afterhours.reports.facts import Handover
from afterhours.reports.handover import handover
from afterhours.reports.handover_paper import handover_paper
from afterhours.reports.plain import plain
from afterhours.reports.wording import Wording
from afterhours.services.releases.release import release
from afterhours.site import Site
from afterhours.site.model import Target
from ivr.errors import NotFound
from tests.afterhours.small_county import HOURS, SITE, folder
from tests.support.nights import COUNTY, PARTNER, Nights

pytestmark = pytest.mark.database

TORONTO, LONDON = ZoneInfo("America/Toronto"), ZoneInfo("Europe/London")
OFFICE = "wealden-office:\n  zone: Europe/London\n  tenant: wealden-vale\n  open: {mon-fri: '08:30-17:00'}\n"
FILES = {
    "site": SITE.replace("    country: GB\n", "    country: GB\n    office_hours: wealden-office\n"),
    "hours": HOURS + OFFICE,
}


def site_of(night: Nights) -> Site:
    assert isinstance(night.parts, Parts)
    return night.parts.site


def local(text: str, zone: ZoneInfo = TORONTO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.fixture
def night(bare: Parts) -> Nights:
    with bare.database.transaction() as session:
        release(session, folder(**FILES), "tests", datetime(2026, 1, 1, tzinfo=UTC))
    return Nights(bare)


def told(night: Nights, at: datetime, tenant: str = COUNTY, **span: Any) -> Handover:
    with night.parts.database.transaction() as session:
        return handover(session, site_of(night), tenant, at, **span)


def test_a_quiet_night_has_nothing_in_it(night: Nights) -> None:
    found = told(night, local("2026-11-24T08:30"))
    assert (found.stories, found.messages, found.due, found.figures) == ((), (), (), ())
    assert (found.since, found.until) == (local("2026-11-23T16:30"), local("2026-11-24T08:30"))
    assert not found.goes_on


SPANS = [
    pytest.param("2026-11-24T02:15", "2026-11-23T16:30", "2026-11-24T02:15", True, id="in the night, until now"),
    pytest.param("2026-11-24T11:00", "2026-11-23T16:30", "2026-11-24T08:30", False, id="by day, until the opening"),
    pytest.param("2027-01-04T08:30", "2026-12-24T12:00", "2027-01-04T08:30", False, id="Christmas, eleven days"),
    pytest.param("2026-11-02T08:30", "2026-10-30T16:30", "2026-11-02T08:30", False, id="the clocks went back"),
    pytest.param("2026-03-09T08:30", "2026-03-06T16:30", "2026-03-09T08:30", False, id="the clocks went forward"),
]


@pytest.mark.parametrize(("at", "since", "until", "goes_on"), SPANS)
def test_it_is_told_since_the_last_closing(night: Nights, at: str, since: str, until: str, goes_on: bool) -> None:
    night.message(local(since) - timedelta(minutes=1))
    inside = night.message(local(since))
    found = told(night, local(at))
    assert (found.since, found.until, found.goes_on) == (local(since), local(until), goes_on)
    assert [case.number for case in found.messages] == [inside.number]
    assert found.total.calls == 1


def test_each_council_has_its_own_night_in_its_own_zone(night: Nights) -> None:
    kent = night.message(local("2026-11-23T17:00", LONDON), tenant=PARTNER, line="wealden-night")
    county = night.message(local("2026-11-23T17:00"))
    both = told(night, local("2026-11-24T08:30")), told(night, local("2026-11-24T08:30", LONDON), PARTNER)
    assert [[case.number for case in each.messages] for each in both] == [[county.number], [kent.number]]
    assert both[1].since == local("2026-11-23T17:00", LONDON)


def test_a_visitor_s_session_sees_nothing_of_another_council_even_if_it_asks(night: Nights) -> None:
    night.emergency(local("2026-11-24T02:00"), tenant=PARTNER, case={"line": "wealden-night"})
    night.message(local("2026-11-24T02:00", LONDON), tenant=PARTNER, line="wealden-night")
    with night.parts.database.transaction() as session:
        session.execute(text("set local role ivr_desk"))
        session.execute(text(f"select set_config('ivr.tenants', '{COUNTY}', true)"))
        found = handover(session, site_of(night), PARTNER, local("2026-11-24T08:30", LONDON))
    assert (found.stories, found.messages, found.figures) == ((), (), ())


def test_a_council_nobody_knows_is_refused(night: Nights) -> None:
    with pytest.raises(NotFound, match="atlantis"):
        told(night, local("2026-11-24T08:30"), "atlantis")


def test_a_council_without_an_office_is_told_the_last_day(bare: Parts) -> None:
    with bare.database.transaction() as session:
        release(session, folder(), "tests", datetime(2026, 1, 1, tzinfo=UTC))
    with bare.database.transaction() as session:
        found = handover(session, bare.site, PARTNER, local("2026-11-24T08:30"))
    assert (found.until - found.since, found.goes_on) == (timedelta(days=1), False)


def test_any_other_stretch_can_be_asked_for(night: Nights) -> None:
    case = night.message(local("2026-11-10T03:00"))
    found = told(night, local("2026-11-24T11:00"), since=local("2026-11-09T16:30"), until=local("2026-11-10T08:30"))
    assert [each.number for each in found.messages] == [case.number]
    assert told(night, local("2026-11-24T11:00"), since=local("2026-11-24T09:00")).until == local("2026-11-24T11:00")


def test_an_office_that_a_switch_closed_early_hands_over_from_then_also_when_the_switch_is_over(night: Nights) -> None:
    at = local("2026-11-23T11:00")
    given = {"opens": False, "reason": "storm", "set_by": "ivr"}
    night.add(
        HoursSwitch(tenant=COUNTY, calendar="town_hall", since=at, until=at + timedelta(hours=5, minutes=30), **given)
    )
    assert told(night, local("2026-11-24T08:30")).since == at


# ---- what must be done


def test_a_restricted_case_is_handed_over_to_its_group_and_to_nobody_else(night: Nights) -> None:
    """The letter and the paper have no groups: whoever holds them reads them."""
    at = local("2026-11-24T01:00")
    night.message(at)
    night.emergency(at)
    with night.parts.database.transaction() as session:
        session.execute(update(Case).values(restricted="social-duty"))
    others, theirs = (
        told(night, local("2026-11-24T08:30")),
        told(night, local("2026-11-24T08:30"), groups=["social-duty"]),
    )
    assert (others.stories, others.messages, others.due) == ((), (), ())
    assert (len(theirs.stories), len(theirs.messages)) == (1, 1)


def test_what_nobody_has_comes_first_and_what_is_over_last(night: Nights) -> None:
    at = local("2026-11-24T01:00")
    over = night.taken(
        at, "bo", state="done", ended_at=at + timedelta(hours=1), ended_by="bo", case={"status": "resolved"}
    )
    mine = night.taken(at + timedelta(hours=1), "bo")
    waits = night.emergency(at + timedelta(hours=2))
    found = told(night, local("2026-11-24T08:30"))
    assert [(each.raised_at, each.waits) for each in found.stories] == [
        (waits.raised_at, True),
        (mine.raised_at, True),
        (over.raised_at, False),
    ]


@pytest.mark.parametrize(("state", "status", "waits"), [("morning", "open", True), ("morning", "closed", False)])
def test_what_was_left_until_morning_waits_until_its_case_is_finished(
    night: Nights, state: str, status: str, waits: bool
) -> None:
    night.emergency(local("2026-11-24T01:00"), state, case={"status": status})
    (story,) = told(night, local("2026-11-24T08:30")).stories
    assert story.waits is waits


def test_an_emergency_of_an_earlier_night_that_is_not_finished_is_told_again(night: Nights) -> None:
    night.taken(local("2026-11-21T01:00"), "bo")
    night.taken(local("2026-11-21T02:00"), "bo", state="done", case={"status": "closed"})
    (story,) = told(night, local("2026-11-24T08:30")).stories
    assert story.state == "accepted"


def test_the_story_has_events_calls_and_texts_in_order(night: Nights) -> None:
    night.taken(local("2026-11-24T01:00"), "bo")
    (story,) = told(night, local("2026-11-24T08:30")).stories
    assert [(step.kind, step.what, step.who) for step in story.steps] == [
        ("event", "raised", None),
        ("call", "no_answer", "ann"),
        ("text", "delivered", "ann"),
        ("call", "accepted", "bo"),
        ("event", "accepted", "bo"),
    ]
    assert story.until_accepted == timedelta(seconds=72)


def test_in_words_a_text_to_two_numbers_of_somebody_is_one_line(night: Nights) -> None:
    at = local("2026-11-24T01:00")
    found = night.emergency(at)
    for number in range(2):
        night.attempt(found, at, "ann", "delivered", kind="text", number_at=number)
        night.attempt(found, at, "ann", "sent", kind="text", number_at=number, purpose="tell")
    paper = handover_paper(told(night, local("2026-11-24T08:30")), Wording(site_of(night), COUNTY, "en"))
    assert [line.words for line in paper.sections[0].entries[0].story] == [
        "Emergency raised",
        "Texted ann: delivered",
        "Texted ann what has changed: sent",
    ]


def test_forty_calls_about_one_pipe_are_one_story(night: Nights) -> None:
    at = local("2026-11-24T01:00")
    master = night.taken(at, "bo")
    for minute in range(1, 40):
        night.emergency(at + timedelta(minutes=minute), "joined", master_id=master.id)
    found = told(night, local("2026-11-24T08:30"))
    assert [len(story.joined) for story in found.stories] == [39]
    assert found.due == ()
    assert found.total.emergencies == 40


def test_in_a_storm_what_waits_is_told_even_where_the_list_is_cut(
    night: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stories, "MOST", 3)
    at = local("2026-11-24T01:00")
    master = night.taken(at, "bo", state="done", case={"status": "closed"})
    for minute in range(1, 5):
        night.emergency(at + timedelta(minutes=minute), "joined", master_id=master.id)
    last = night.emergency(at + timedelta(hours=2))
    found = told(night, local("2026-11-24T08:30"))
    assert [story.raised_at for story in found.stories] == [last.raised_at, master.raised_at]


def test_a_call_of_tonight_about_a_pipe_of_yesterday_is_told_with_it(night: Nights) -> None:
    master = night.taken(local("2026-11-22T01:00"), "bo", state="done", case={"status": "closed"})
    night.emergency(local("2026-11-24T01:00"), "joined", master_id=master.id)
    (story,) = told(night, local("2026-11-24T08:30")).stories
    assert (story.raised_at, len(story.joined)) == (master.raised_at, 1)


def test_a_message_about_an_emergency_that_waits_is_told_once(night: Nights) -> None:
    night.emergency(local("2026-11-24T01:00"), case={"messages": [{"recording": "RE1", "seconds": 9}]})
    found = told(night, local("2026-11-24T08:30"))
    assert [story.case.messages for story in found.stories] == [1]
    assert (found.messages, found.due) == ((), ())


def test_a_message_that_was_seen_to_is_counted_only(night: Nights) -> None:
    night.message(local("2026-11-24T01:00"), status="closed")
    found = told(night, local("2026-11-24T08:30"))
    assert (found.messages, found.total.messages) == ((), 1)


def test_an_emergency_left_until_morning_is_a_callback_once(night: Nights) -> None:
    night.emergency(local("2026-11-24T01:00"), "morning", case={"kind": "callback"})
    called_back = night.case(local("2026-11-24T02:00"), kind="callback")
    found = told(night, local("2026-11-24T08:30"))
    assert [story.state for story in found.stories] == ["morning"]
    assert [case.number for case in found.due] == [called_back.number]
    said = plain(handover_paper(found, Wording(site_of(night), COUNTY, "en")))
    assert "wants to be called back" in said


def test_what_is_late_comes_first_and_what_has_no_target_last(night: Nights) -> None:
    at = local("2026-11-24T01:00")
    none = night.case(at)
    dog = night.case(at, service="lost-dog")
    pipe = night.case(at, service="water-main-break")
    site = with_targets(night)
    with night.parts.database.transaction() as session:
        found = handover(session, site, COUNTY, local("2026-11-24T08:30"))
    assert [case.number for case in found.due] == [pipe.number, dog.number, none.number]
    assert [case.due for case in found.due] == [local("2026-11-24T05:00"), local("2026-11-24T16:30"), None]
    assert found.due[0].late(found.now)


def test_of_earlier_days_only_what_is_due_today_is_told_and_the_rest_is_counted(night: Nights) -> None:
    site = with_targets(night)
    due = [night.case(local("2026-11-20T10:00") + timedelta(minutes=n), service="lost-dog") for n in range(42)]
    night.case(local("2026-11-23T10:00"), service="lost-dog", status="closed")
    night.case(local("2026-11-23T10:00"))
    with night.parts.database.transaction() as session:
        found = handover(session, site, COUNTY, local("2026-11-24T08:30"))
    assert [case.number for case in found.due] == [case.number for case in due[:40]]
    assert found.more == 2


def with_targets(night: Nights) -> Site:
    site = site_of(night)
    targets = {"lost-dog": Target(business_days=1), "water-main-break": Target(seconds=4 * 3600)}
    services = {name: replace(each, target=targets[name]) for name, each in site.services.items()}
    return replace(site, services=services)


def test_the_night_is_counted_line_by_line(night: Nights) -> None:
    at = local("2026-11-24T01:00")
    night.case(at, kind="abandoned", status="closed")
    night.case(at, first_answer_at=at)
    night.message(at)
    night.case(at, line="flu-clinic")
    night.emergency(at + timedelta(minutes=1))
    found = told(night, local("2026-11-24T08:30"))
    rows = [
        (each.line, each.calls, each.abandoned, each.talked, each.messages, each.emergencies) for each in found.figures
    ]
    assert rows == [("main", 4, 1, 1, 1, 1), ("flu-clinic", 1, 0, 0, 0, 0)]
    assert (found.total.calls, found.total.emergencies) == (5, 1)


def test_restricted_cases_and_their_emergencies_are_on_no_paper(night: Nights) -> None:
    hidden = {"restricted": "social-duty", "messages": [{"recording": "RE1", "seconds": 9}]}
    night.emergency(local("2026-11-24T01:00"), case=hidden)
    night.case(local("2026-11-24T02:00"), status="open", **hidden)
    found = told(night, local("2026-11-24T08:30"))
    assert (found.stories, found.messages, found.due) == ((), (), ())
    assert found.total.calls == 2
