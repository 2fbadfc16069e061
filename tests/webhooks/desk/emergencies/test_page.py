"""The pages of emergencies: who waits, who has it, the whole story, and what may be done by whom."""

from dataclasses import replace
from datetime import timedelta

from afterhours.models import Case
from tests.support.emergency_pages import WATER, emergency, happened, tried
from tests.webhooks.desk.emergencies.acting import page, pipe
from tests.webhooks.pages.world import NOW, SITE, World


def test_an_open_emergency_says_who_is_called_and_what_comes_next(night: World) -> None:
    waiting = emergency(night, pipe(night))
    tried(night, waiting, "ann", 12, None)
    shown = page(night, "agent")
    for words in (
        "Nobody has accepted",
        "Burst water pipe",
        "12 Main Street",
        "Calling Ann Baker",
        "Next: secondary, 02:30:10",
        "The caller is on the line",
    ):
        assert words in shown, words


def test_those_that_wait_stand_above_those_that_somebody_has(night: World) -> None:
    taken = pipe(night, location="1 Elm Street")
    emergency(night, taken, state="accepted", accepted_by="bo", accepted_at=NOW, raised_at=NOW - timedelta(hours=1))
    emergency(night, pipe(night, location="2 Oak Street"), raised_at=NOW - timedelta(minutes=5))
    emergency(night, pipe(night, location="3 Ash Street"), raised_at=NOW - timedelta(minutes=2))
    shown = page(night, "agent")
    assert shown.index("2 Oak Street") < shown.index("3 Ash Street") < shown.index("1 Elm Street")
    assert "Bo Singh has it since 02:30" in shown


def test_what_is_over_is_listed_by_pages_with_who_ended_it(night: World) -> None:
    for number in range(27):
        emergency(
            night,
            pipe(night, location=f"{number} Mill Road"),
            state="done",
            ended_at=NOW,
            ended_by="ann",
            raised_at=NOW - timedelta(hours=number + 1),
        )
    first = page(night, "agent")
    assert "0 Mill Road" in first
    assert "26 Mill Road" not in first
    older = first.split('href="/desk/emergencies?before=', 1)[1].split('"', 1)[0]
    second = page(night, "agent", f"?before={older}")
    assert "26 Mill Road" in second
    assert "24 Mill Road" not in second
    assert "Ann Baker, 02:30" in first


def test_without_any_the_page_says_what_will_appear(night: World) -> None:
    assert "Nobody waits for help" in page(night, "agent")


def test_the_story_has_every_event_and_every_attempt_with_result_and_times(night: World) -> None:
    case = pipe(night)
    found = emergency(night, case, state="accepted", accepted_by="bo", accepted_at=NOW, accepted_how="key")
    happened(night, found, "raised", 60, service="water-main-break", roster="water")
    tried(night, found, "ann", 58, "unpressed", answered_at=NOW - timedelta(seconds=50))
    tried(night, found, "ann", 57, "delivered", kind="text", number_at=0)
    happened(night, found, "nobody", 40, round=0, level=0)
    tried(night, found, "bo", 30, "accepted", level=1, number_at=1)
    happened(night, found, "accepted", 10, "bo", how="key")
    happened(night, found, "caller_left", 9)
    shown = page(night, "agent", f"/{case.number}")
    told = [
        "Emergency raised: Burst water pipe",
        "Called Ann Baker: answered, but pressed nothing",
        "round 1, level 1 · answered 02:29:10 · over 02:29:22",
        "Texted Ann Baker: delivered",
        "Level 1 has nobody who can be called",
        "Called Bo Singh: accepted",
        "round 1, level 2 · number 2",
        "Bo Singh accepted, on the telephone",
        "The caller hung up",
    ]
    places = [shown.find(words) for words in told]
    assert -1 not in places, told[places.index(-1)]
    assert places == sorted(places)


def test_the_plan_says_who_is_called_in_which_order(night: World) -> None:
    case = pipe(night)
    emergency(night, case)
    shown = page(night, "agent", f"/{case.number}")
    for words in ("primary", "for 25 s", "text to primary", "Margaret Duty", "a pause of 30 s"):
        assert words in shown, words


def test_who_is_on_duty_at_this_moment_stands_beside_the_levels(night: World) -> None:
    night.parts.site, before = replace(SITE, rosters={"water": WATER}, people={}), night.parts.site
    case = pipe(night)
    emergency(night, case)
    try:
        assert "Next: secondary (Bo Singh), 02:30:10" in page(night, "agent")
        shown = page(night, "agent", f"/{case.number}")
    finally:
        night.parts.site = before
    assert "now Ann Baker" in shown
    assert "now Bo Singh" in shown
    assert "Water and sewers; afterwards a pause" in shown


def test_cases_that_are_the_same_lead_to_each_other(night: World) -> None:
    master, other = pipe(night, location="12 Main Street"), pipe(night, location="14 Main Street")
    first = emergency(night, master)
    emergency(night, other, state="joined", master_id=first.id)
    assert f'href="/desk/cases/{other.number}"' in page(night, "agent", f"/{master.number}")
    assert f'href="/desk/emergencies/{master.number}"' in page(night, "agent", f"/{other.number}")
    assert "1 other case is the same" in page(night, "agent")


def test_forty_calls_about_one_pipe_are_one_line_of_the_list_and_fold_away_on_its_page(night: World) -> None:
    found = emergency(night, pipe(night, location="12 Main Street"))
    others = [pipe(night, location=f"{20 + number} Main Street") for number in range(39)]
    for case in others:
        emergency(night, case, state="joined", master_id=found.id)
    shown = page(night, "agent")
    assert shown.count('class="what"') == 1
    assert "39 other cases are the same" in shown
    with night.parts.database.transaction() as session:
        number = session.get_one(Case, found.case_id).number
    sheet = page(night, "agent", f"/{number}")
    assert "39 other cases are the same" in sheet
    assert "34 more" in sheet
    assert all(f'href="/desk/cases/{case.number}"' in sheet for case in others)


def test_another_council_s_emergency_is_the_same_page_as_a_missing_one(night: World) -> None:
    case = pipe(night)
    emergency(night, case)
    assert night.browser("kent").get(f"/desk/emergencies/{case.number}").status_code == 404
    assert night.browser("kent").get("/desk/emergencies/100000009").status_code == 404
    assert "12 Main Street" not in page(night, "kent")


def test_a_number_with_dashes_leads_to_the_page(night: World) -> None:
    case = pipe(night)
    emergency(night, case)
    dashed = f"{case.number[:3]}-{case.number[3:6]}-{case.number[6:]}"
    answer = night.browser("agent").get(f"/desk/emergencies/{dashed}")
    assert (answer.status_code, answer.location) == (301, f"/desk/emergencies/{case.number}")
