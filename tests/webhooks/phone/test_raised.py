"""The emergency of a case as the page tells it, and how a scene is set back."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from afterhours.models import Attempt, Call, Case, Emergency, EmergencyEvent
from afterhours.rules.escalation import Plan
from ivr.store.base import new_key
from tests.webhooks.pages.world import NOW, World
from webhooks.phone.raised import Raised, raised_by
from webhooks.phone.scene import left_open, waiting

PEOPLE = {"ann": "Ann Vandermeer", "bo": "Bo Lachance"}


def emergency_of(case: Case, **columns: Any) -> Emergency:
    given = {
        "line": "main", "service": "water-main-break", "roster": "water", "plan": Plan(levels=()).as_json(),
        "raised_at": NOW - timedelta(seconds=75), "due_at": NOW,
    }  # fmt: skip
    return Emergency(id=new_key(), tenant=case.tenant, case_id=case.id, call_id=case.call_id, **{**given, **columns})


def happened(emergency: Emergency, second: int, what: str, who: str | None = None) -> EmergencyEvent:
    at = emergency.raised_at + timedelta(seconds=second)
    return EmergencyEvent(
        id=new_key(), tenant=emergency.tenant, emergency_id=emergency.id, at=at, what=what, who=who, detail={}
    )


def tried(emergency: Emergency, second: int, person: str, result: str | None, kind: str = "call") -> Attempt:
    columns = {"kind": kind, "round": 0, "level": second, "to_e164": "+15195550171"}
    at = emergency.raised_at + timedelta(seconds=second)
    about = {"tenant": emergency.tenant, "emergency_id": emergency.id, "created_at": at, "placed_at": at}
    return Attempt(id=new_key(), person=person, result=result, **about, **columns)


def told(world: World, case: Case, language: str = "en") -> list[Raised]:
    app = Flask("test")
    Babel(app)
    with app.test_request_context(), force_locale(language), world.parts.database.transaction() as session:
        return raised_by(session, case.id, PEOPLE, "Burst water pipe", "America/Toronto", NOW)


def test_a_case_without_an_emergency_tells_of_none(world: World) -> None:
    assert told(world, world.case()) == []


def test_every_call_and_text_is_a_line_with_its_time_and_result(world: World) -> None:
    case = world.case()
    emergency = emergency_of(case, round=2)
    world.add(emergency, happened(emergency, 0, "raised"), tried(emergency, 2, "ann", "machine"))
    world.add(tried(emergency, 3, "ann", "delivered", "text"), tried(emergency, 40, "bo", None))
    (raised,) = told(world, case)
    assert (raised.look.word, raised.look.tone, raised.waits) == ("Nobody has it yet", "help", True)
    assert raised.after == "open for 1 min 15 s; everybody was called 2 times"
    assert [(line.words, line.who, line.at and line.at.seconds) for line in raised.steps] == [
        ("Emergency raised", "help", "02:28:45"),
        ("Rang Ann Vandermeer: a machine answered", "program", "02:28:47"),
        ("Texted Ann Vandermeer: delivered", "program", "02:28:48"),
        ("Rang Bo Lachance: no answer yet", "program", "02:29:25"),
    ]


def test_who_took_it_is_named_with_the_time_it_took(world: World) -> None:
    case = world.case()
    taken = {"state": "accepted", "accepted_by": "bo", "accepted_at": NOW - timedelta(seconds=30)}
    emergency = emergency_of(case, **taken)
    world.add(emergency, tried(emergency, 10, "bo", "accepted"), happened(emergency, 45, "accepted", "bo"))
    world.add(happened(emergency, 46, "joined_caller"))
    (raised,) = told(world, case)
    assert (raised.look.word, raised.look.tone, raised.waits) == ("Somebody has it", "done", True)
    assert raised.after == "Bo Lachance took it after 45 s"
    assert [line.who for line in raised.steps] == ["person", "person", "person"]
    assert raised.steps[-1].words == "Caller and Bo Lachance were put together"


def test_it_is_told_in_the_reader_s_language(world: World) -> None:
    case = world.case()
    emergency = emergency_of(case)
    world.add(emergency, tried(emergency, 2, "ann", "busy"))
    assert [line.words for line in told(world, case, "fr")[0].steps] == ["Appel à Ann Vandermeer : occupé"]


STATES = {"done": False, "stood_down": False, "morning": False, "joined": False, "open": True, "accepted": True}


@pytest.mark.parametrize(("state", "waits"), STATES.items(), ids=STATES.keys())
def test_what_is_over_is_left_alone_when_the_scene_is_set_back(world: World, state: str, waits: bool) -> None:
    case = world.case()
    emergency = emergency_of(case, state=state)
    world.add(emergency)
    assert told(world, case)[0].waits is waits
    with world.parts.database.transaction() as session:
        assert (emergency.id in waiting(session)) is waits
        assert left_open(session, "CA of nobody") == []


def test_what_somebody_has_stays_theirs_when_the_page_calls_again(world: World) -> None:
    open_one, taken = emergency_of(world.case()), emergency_of(world.case(), state="accepted", accepted_by="ann")
    world.add(open_one, taken)
    with world.parts.database.transaction() as session:
        sids = [session.get_one(Call, each.call_id).provider_call_id for each in (open_one, taken)]
        assert [left_open(session, sid) for sid in sids] == [[open_one.id], []]
