"""The talk on the page of a call: a colleague is asked before a caller is handed over, a third joins, callbacks."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from afterhours.models import AgentPresence, Callback, Case, Emergency, Offer, Person, QueuedCall
from tests.support.emergency_pages import emergency, tried
from tests.webhooks.desk.call_talks import rows, talking, user_id
from tests.webhooks.desk.calls_world import address_of, filled, night_call, sends
from tests.webhooks.pages.world import COUNTY, NOW, World


def page(world: World, case: Case, login: str = "nora") -> str:
    return str(world.browser(login).get(address_of(case)).text)


def ready(world: World, leg: Offer) -> None:
    """They have pressed the key, and are on the line."""
    with world.parts.database.transaction() as session:
        found = session.get_one(Offer, leg.id)
        found.state, found.ready_at = "accepted", NOW


def test_time_waited_is_that_in_the_line_until_a_person_answered(day: World) -> None:
    assert "1 min 30 s" in page(day, talking(day))


def test_only_whoever_talks_with_the_caller_may_hand_them_over(day: World) -> None:
    case = talking(day)
    assert "Whom do you ask?" in page(day, case)
    assert "Whom do you ask?" not in page(day, case, "bo")
    assert sends(day.browser("bo"), case, "talk/transfer", to="night-desk").status_code == 409


def test_a_colleague_is_asked_first_while_the_caller_is_told_and_waits(day: World) -> None:
    case, nora = talking(day), day.browser("nora")
    assert "Kent desk" not in page(day, case)
    assert sends(nora, case, "talk/transfer", to="night-desk").status_code == 303
    assert rows(day, QueuedCall)[0].held_at is not None
    shown = page(day, case)
    for words in ("Night desk", "Being called", "The caller has been told, and waits", "Take it back"):
        assert words in shown, words
    too_soon = sends(nora, case, "talk/connect")
    assert too_soon.status_code == 409
    assert "not on the line yet" in too_soon.text


def test_connected_and_left_to_the_colleague(day: World) -> None:
    case, nora = talking(day), day.browser("nora")
    sends(nora, case, "talk/transfer", to="night-desk")
    ready(day, next(each for each in rows(day, Offer) if each.purpose == "transfer"))
    assert "Connect the caller" in page(day, case)
    assert sends(nora, case, "talk/connect").status_code == 303
    assert rows(day, QueuedCall)[0].held_at is None
    assert "Leave the caller to them" in page(day, case)
    assert sends(nora, case, "talk/leave").status_code == 303


def test_taken_back_the_caller_comes_back(day: World) -> None:
    case, nora = talking(day), day.browser("nora")
    sends(nora, case, "talk/transfer", to="roads-office")
    assert sends(nora, case, "talk/cancel").status_code == 303
    assert rows(day, QueuedCall)[0].held_at is None
    assert "Whom do you ask?" in page(day, case)


def test_an_interpreter_joins_as_the_third_and_can_be_let_go(day: World) -> None:
    case, nora = talking(day), day.browser("nora")
    assert sends(nora, case, "talk/third", to="interpreters").status_code == 303
    third = next(each for each in rows(day, Offer) if each.purpose == "interpreter")
    assert third.to_e164 == "+15195550170"
    shown = page(day, case)
    assert "Let them go" in shown
    assert "+15195550170" not in shown
    assert sends(nora, case, "talk/hang-up", leg=str(third.id)).status_code == 303
    assert sends(nora, case, "talk/hang-up", leg="no-leg").status_code == 409


def test_a_call_back_is_promised_for_as_soon_as_possible_or_from_a_time_on(day: World) -> None:
    case, nora = night_call(day), day.browser("nora")
    form = {"callback-number": "519 555 0144", "callback-at": "", "callback-group": "county-desk"}
    assert sends(nora, case, "callback", **form).status_code == 303
    (promised,) = rows(day, Callback)
    assert (promised.number, promised.group_name, promised.due_at) == ("+15195550144", "county_desk", NOW)
    assert "To be called back" in page(day, case)
    assert sends(nora, case, "callback", **form).status_code == 400
    later = night_call(day)
    assert sends(nora, later, "callback", **{**form, "callback-at": "2026-12-26T09:00"}).status_code == 303
    assert {each.due_at.isoformat() for each in rows(day, Callback)} == {NOW.isoformat(), "2026-12-26T14:00:00+00:00"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"callback-number": "12"}, "no telephone number"),
        ({"callback-at": "2026-12-25T09:00"}, "a time that is to come"),
        ({"callback-group": "kent-desk"}, "Choose who calls them back"),
    ],
)
def test_what_cannot_be_promised_is_told_beside_its_field(day: World, changes: dict[str, str], words: str) -> None:
    case, nora = night_call(day), day.browser("nora")
    form = {"callback-number": "519 555 0144", "callback-at": "", "callback-group": "county-desk", **changes}
    answer = sends(nora, case, "callback", **form)
    assert answer.status_code == 400
    assert words in answer.text
    assert rows(day, Callback) == []


def test_whoever_finishes_a_call_is_there_for_the_next_one(day: World) -> None:
    case, nora = night_call(day), day.browser("nora")
    day.add(
        AgentPresence(
            user_id=user_id(day, "nora"), tenant=COUNTY, organisation="county", state="wrap_up",
            wrap_until=NOW + timedelta(seconds=60), since=NOW, seen_at=NOW,
        )
    )  # fmt: skip
    form = filled(nora, case, disposition="dealt_with")
    assert sends(nora, case, "details", **form, then="wrap-up").status_code == 303
    assert [each.state for each in rows(day, AgentPresence)] == ["available"]


def test_whoever_was_reached_at_a_number_that_one_record_alone_has_is_that_person(day: World) -> None:
    day.contact("Mary Poole", "+15195550145")
    case, nora = night_call(day, caller_e164=None), day.browser("nora")
    assert sends(nora, case, "identity/called-back").status_code == 404
    sends(nora, case, "callback", **{"callback-number": "519 555 0145", "callback-group": "county-desk"})
    with day.parts.database.transaction() as session:
        session.scalars(select(Callback)).one().state = "reached"
    assert "I called back at the number on record" in page(day, case)
    assert "Mary Poole" not in page(day, case)
    assert sends(nora, case, "identity/called-back").status_code == 303
    shown = page(day, case)
    assert "Mary Poole" in shown
    assert "Reached at the number on record" in shown


def test_whoever_calls_back_needs_a_telephone(day: World) -> None:
    case, nora = night_call(day), day.browser("nora")
    assert sends(nora, case, "callback/take").status_code == 404
    sends(nora, case, "callback", **{"callback-number": "519 555 0144", "callback-group": "county-desk"})
    assert sends(nora, case, "callback/take").status_code == 409
    day.add(
        AgentPresence(
            user_id=user_id(day, "nora"), tenant=COUNTY, organisation="county", state="available",
            telephone="+15195550190", since=NOW, seen_at=NOW,
        )
    )  # fmt: skip
    assert sends(nora, case, "callback/take").status_code == 303
    assert [each.state for each in rows(day, Callback)] == ["in_progress"]
    assert "Being called back now" in page(day, case)


@pytest.fixture
def accepted(day: World) -> tuple[Case, Emergency]:
    """Nora talks with a caller whose emergency Ann Baker has accepted by key."""
    case = talking(day)
    made = emergency(day, case, call_id=None)
    leg = tried(day, made, "ann", 30, "accepted", to_e164="+15195550141")
    with day.parts.database.transaction() as session:
        found = session.get_one(Emergency, made.id)
        found.state, found.accepted_by, found.accepted_at, found.accepted_leg = "accepted", "ann", NOW, leg.id
    return case, made


def test_a_caller_is_put_through_to_whoever_on_duty_has_accepted_at_the_number_where_they_did(
    day: World, accepted: tuple[Case, Emergency]
) -> None:
    case, made = accepted
    nora = day.browser("nora")
    assert "Put through to Ann Baker" in page(day, case)
    assert "Put through to Ann Baker" not in page(day, case, "bo")
    assert sends(nora, case, "talk/acceptor", emergency=str(made.id)).status_code == 303
    asked = next(each for each in rows(day, Offer) if each.purpose == "transfer")
    assert (asked.to_e164, asked.name, asked.organisation) == ("+15195550141", "ann", "")
    assert rows(day, QueuedCall)[0].held_at is not None
    shown = page(day, case)
    for words in ("<strong>Ann Baker</strong>", "The caller has been told, and waits"):
        assert words in shown, words
    assert "Put through to Ann Baker" not in shown
    assert "555-0141" not in shown
    assert sends(nora, case, "talk/acceptor", emergency=str(made.id)).status_code == 409


@pytest.mark.parametrize("chosen", ["", "nobody", "00000000-0000-7000-8000-000000000001"])
def test_nobody_is_rung_for_an_emergency_that_is_none_of_this_case(
    day: World, accepted: tuple[Case, Emergency], chosen: str
) -> None:
    case, _made = accepted
    answer = sends(day.browser("nora"), case, "talk/acceptor", emergency=chosen)
    assert answer.status_code == 409
    assert "The caller is still with you." in answer.text


def test_whoever_accepted_without_a_call_is_rung_where_they_can_be_reached(
    day: World, accepted: tuple[Case, Emergency]
) -> None:
    case, made = accepted
    with day.parts.database.transaction() as session:
        session.get_one(Emergency, made.id).accepted_leg = None
    assert sends(day.browser("nora"), case, "talk/acceptor", emergency=str(made.id)).status_code == 303
    number = rows(day, Offer)[-1].to_e164
    with day.parts.database.transaction() as session:
        assert session.scalars(select(Person).where(Person.handle == "ann")).one().numbers == [number]
