"""What follows when somebody accepts, hands on, asks for a second, or reports it done: once, and from events alone."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from afterhours.models import Call
from afterhours.rules.escalation import Level, Plan, Target
from afterhours.services.emergencies import change_emergency as change
from afterhours.services.emergencies.statements import Told, changed
from afterhours.services.texts.opt_out import stop
from ivr.store.base import new_key
from ivr.telephony.port import ListedCall
from tests.support.emergencies import AT
from tests.support.night import ANN, BO, CY, MANAGER, Night

pytestmark = pytest.mark.database

RESIDENT, LANDLINE = "+15195550123", "+441632960123"


def with_caller(
    dark: Night, emergency: UUID, number: str = RESIDENT, *, ended: bool = False, phase: str = "waiting"
) -> UUID:
    """The resident whose call raised it; `ended`: they have left. `phase`: what they are doing on the telephone."""
    call = Call(
        id=new_key(), tenant="long-point-county", account="AC1", provider_call_id="CAresident", line="main",
        direction="inbound", channel="voice", from_raw=number, from_e164=number, caller_state="presented",
        to_raw="+15195550100", turn=3,
        state={"memory": {"phase": phase}}, started_at=AT, ended_at=AT if ended else None, recovered=False,
    )  # fmt: skip
    with dark.parts.database.transaction() as session:
        session.add(call)
        session.flush()
        values = {"call": call.id, "id": emergency, "number": number}
        session.execute(text("update emergency set call_id = :call where id = :id"), values)
        session.execute(text('update "case" set call_id = :call, caller_e164 = :number'), values)
    return call.id


def both_ring(dark: Night) -> UUID:
    dark.duty["primary"] = ["ann", "bo"]
    emergency = dark.emergency()
    dark.works()
    return emergency


def test_who_only_rings_is_stilled_and_told_by_whom_it_was_taken(dark: Night) -> None:
    emergency = both_ring(dark)
    dark.accepts(emergency, "ann", call=dark.call_to(ANN))
    assert dark.carrier.ended == [dark.call_to(BO).id]
    assert ("bo", "over", "superseded") in dark.attempts()
    assert dark.texts_to(BO)[-1].startswith("TAKEN: Ann Archer has")
    assert dark.texts_to(ANN)[-1].startswith("YOU HAVE IT")
    assert not any(body.startswith("TAKEN") for body in dark.texts_to(ANN))


def test_of_two_who_press_at_once_one_has_it_and_nobody_is_told_twice(dark: Night) -> None:
    emergency = both_ring(dark)
    assert dark.accepts(emergency, "ann", call=dark.call_to(ANN))
    assert not dark.accepts(emergency, "bo", call=dark.call_to(BO))
    assert dark.stands(emergency).accepted_by == "ann"
    dark.works()
    assert len([body for body in dark.texts_to(BO) if body.startswith("TAKEN")]) == 1


def test_a_caller_who_waits_is_led_to_the_person(dark: Night) -> None:
    emergency = dark.emergency()
    call = with_caller(dark, emergency)
    dark.works().accepts(emergency, "ann", call=dark.call_to(ANN))
    assert dark.carrier.redirected == [f"{dark.parts.settings.public_url}/voice/turn/{call}/now"]
    assert "caller_told" not in dark.events()


def test_a_caller_who_leaves_a_message_meanwhile_is_not_interrupted_but_told(dark: Night) -> None:
    emergency = dark.emergency()
    with_caller(dark, emergency, phase="")
    dark.works().accepts(emergency, "ann", call=dark.call_to(ANN))
    assert dark.carrier.redirected == []
    assert "somebody on duty has taken your report" in dark.texts_to(RESIDENT)[0]
    still_there(dark)
    dark.reports(dark.call_to(ANN), "completed", 20)
    assert dark.stands(emergency).state == "accepted", "nobody waited for them, so nobody was cut off"


def test_a_caller_who_is_gone_by_then_is_told_by_text(dark: Night) -> None:
    emergency = dark.emergency()
    with_caller(dark, emergency)
    dark.carrier.gone_callers.add("CAresident")
    dark.works().accepts(emergency, "ann", call=dark.call_to(ANN))
    assert "somebody on duty has taken your report" in dark.texts_to(RESIDENT)[0]
    assert dark.events().count("caller_told") == 1


def test_a_caller_who_has_left_and_cannot_be_texted_is_rung_and_told(dark: Night) -> None:
    emergency = dark.emergency()
    with_caller(dark, emergency, LANDLINE, ended=True)
    dark.works().accepts(emergency, "ann", call=dark.call_to(ANN))
    assert "/voice/tell/" in dark.call_to(LANDLINE).url
    assert dark.events().count("caller_told") == 1
    dark.works()
    assert dark.rung().count(LANDLINE) == 1


def test_a_caller_who_wants_no_texts_is_rung_and_told(dark: Night) -> None:
    emergency = dark.emergency()
    with_caller(dark, emergency, ended=True)
    with dark.parts.database.transaction() as session:
        stop(session, "long-point-county", RESIDENT, "+15195550100")
    dark.works().accepts(emergency, "ann", call=dark.call_to(ANN))
    assert dark.texts_to(RESIDENT) == []
    assert "/voice/tell/" in dark.call_to(RESIDENT).url


def test_a_caller_without_a_number_stops_nothing(dark: Night) -> None:
    emergency = dark.emergency()
    with_caller(dark, emergency, ended=True)
    dark.rows("""update "case" set caller_e164 = null returning id""")
    dark.works().accepts(emergency, "ann", call=dark.call_to(ANN))
    assert "caller_told" not in dark.events()
    assert dark.rows("select count(*) from outbox where parked_at is not null")[0][0] == 0


def test_who_accepts_by_a_link_is_rung_to_be_put_together_with_the_caller_who_waits(dark: Night) -> None:
    emergency = dark.emergency()
    with_caller(dark, emergency)
    dark.works().reports(dark.call_to(ANN), "no-answer")
    dark.accepts(emergency, "bo", how="link")
    assert dark.rung()[-1] == BO
    assert dark.rows("select purpose from attempt where person = 'bo' and kind = 'call'")[-1].purpose == "again"


def test_accepted_is_not_finished_the_person_is_asked_at_intervals_until_it_is_done(dark: Night) -> None:
    emergency = dark.emergency()
    dark.works().accepts(emergency, "ann", call=dark.call_to(ANN))
    dark.reports(dark.call_to(ANN), "completed", 90)
    dark.passes(3590)
    assert dark.events(emergency).count("asked") == 0
    dark.passes(15)
    assert dark.events(emergency).count("asked") == 1
    assert dark.rows("select purpose from attempt where kind = 'call' order by id")[-1].purpose == "ask"
    dark.reports(dark.call_to(ANN), "no-answer").passes(3605)
    assert dark.events(emergency).count("asked") == 2
    with dark.parts.database.transaction() as session:
        change.done(session, emergency, "ann", dark.now())
    dark.works().passes(8000)
    assert dark.events(emergency).count("asked") == 2


def test_if_the_person_is_cut_off_while_the_caller_waits_they_are_rung_again_at_once_and_then_the_levels_go_on(
    dark: Night,
) -> None:
    emergency = dark.emergency()
    with_caller(dark, emergency)
    dark.works().accepts(emergency, "ann", call=dark.call_to(ANN))
    still_there(dark)
    dark.reports(dark.call_to(ANN), "completed", 20)
    assert dark.events(emergency).count("dropped") == 1
    assert dark.stands(emergency).state == "open"
    assert dark.rung() == [ANN, ANN]
    dark.passes(10)
    assert dark.rung() == [ANN, ANN]
    dark.passes(16)
    assert dark.rung() == [ANN, ANN, BO]


def test_if_the_caller_hung_up_first_the_person_was_not_cut_off(dark: Night) -> None:
    """The provider is asked: the word of the caller's end may come after the word of the person's."""
    emergency = dark.emergency()
    with_caller(dark, emergency)
    dark.works().accepts(emergency, "ann", call=dark.call_to(ANN))
    dark.reports(dark.call_to(ANN), "completed", 20)
    assert dark.stands(emergency).state == "accepted"
    assert "dropped" not in dark.events(emergency)


def still_there(dark: Night) -> None:
    """The caller's call lasts, as the provider knows."""
    told: dict[str, Any] = {"provider_call_id": "CAresident", "account": "AC1", "to_raw": "+15195550100"}
    call = ListedCall(**told, from_raw=RESIDENT, status="in-progress", direction="inbound", started_at=AT)
    dark.carrier.others.append(call)


def test_handed_on_it_is_paged_from_the_top_and_whoever_gave_it_back_is_passed_over(dark: Night) -> None:
    emergency = dark.emergency()
    dark.works().accepts(emergency, "ann", call=dark.call_to(ANN))
    dark.reports(dark.call_to(ANN), "completed", 60)
    with dark.parts.database.transaction() as session:
        change.hand_on(session, emergency, "ann", "my van has broken down", dark.now())
    dark.works()
    assert dark.rung() == [ANN, BO]
    stands = dark.stands(emergency)
    assert (stands.state, stands.alarmed_at) == ("open", None)
    assert stands.alarm_at is not None


def test_a_second_person_is_called_in_and_the_first_keeps_it(dark: Night) -> None:
    emergency = dark.emergency()
    dark.works().accepts(emergency, "ann", call=dark.call_to(ANN))
    with dark.parts.database.transaction() as session:
        change.call_second(session, emergency, "ann", dark.now())
    dark.works()
    assert dark.rung() == [ANN, BO]
    assert any(body.startswith("SECOND PERSON WANTED") for body in dark.texts_to(BO))
    assert dark.stands(emergency).accepted_by == "ann"
    with dark.parts.database.transaction() as session:
        changed(session, emergency, Told(change="come_along", at=dark.now(), values={"who": "bo"}))
    dark.works()
    assert "comes along" in dark.texts_to(ANN)[-1]
    assert dark.stands(emergency).accepted_by == "ann"


def test_if_nobody_can_be_called_in_as_a_second_those_who_run_the_service_are_told(dark: Night) -> None:
    dark.duty.update(secondary=[], duty_manager=[])
    emergency = dark.emergency()
    dark.works().accepts(emergency, "ann", call=dark.call_to(ANN))
    with dark.parts.database.transaction() as session:
        change.call_second(session, emergency, "ann", dark.now())
    dark.works()
    assert dark.rung() == [ANN]
    assert "nobody" in dark.events(emergency)
    assert any(body.startswith("NOBODY TO CALL") for body in dark.texts_to(MANAGER))


def test_who_cannot_be_rung_when_asked_has_the_text_with_the_link_once_more(dark: Night) -> None:
    emergency = dark.emergency()
    dark.works().accepts(emergency, "ann", call=dark.call_to(ANN))
    dark.passes(3605)
    assert dark.rung() == [ANN], "the first call still lasts"
    assert [body.startswith("YOU HAVE IT") for body in dark.texts_to(ANN)].count(True) == 2


def test_passed_to_another_roster_its_people_are_called_from_the_top(dark: Night) -> None:
    emergency = dark.emergency()
    dark.works()
    dark.duty["roads"] = ["cy"]
    roads = Plan(levels=(Level(ring=(Target("duty", "roads"),), seconds=20),))
    with dark.parts.database.transaction() as session:
        change.pass_to(session, emergency, "ann", ("roads", roads), "it is the road", dark.now())
    dark.works()
    assert dark.rung() == [ANN, CY]
    assert dark.carrier.ended == [dark.call_to(ANN).id]


def test_whoever_had_it_knows_that_it_was_passed_to_another_roster(dark: Night) -> None:
    emergency = dark.emergency()
    dark.works().accepts(emergency, "ann", call=dark.call_to(ANN))
    dark.duty["roads"] = ["cy"]
    roads = Plan(levels=(Level(ring=(Target("duty", "roads"),), seconds=20),))
    with dark.parts.database.transaction() as session:
        change.pass_to(session, emergency, "supervisor", ("roads", roads), "it is the road", dark.now())
    dark.works()
    assert "is not yours any more: supervisor passed it to another roster" in dark.texts_to(ANN)[-1]
    assert not any("not yours" in body for body in dark.texts_to(CY))


def test_until_morning_it_becomes_a_callback_and_the_caller_is_told(dark: Night) -> None:
    emergency = dark.emergency()
    with_caller(dark, emergency, ended=True)
    dark.works()
    with dark.parts.database.transaction() as session:
        change.until_morning(session, emergency, "ann", "only a drip", dark.now())
    dark.works()
    case = dark.rows('select kind, status from "case"')[0]
    assert tuple(case) == ("callback", "open")
    assert "in office hours" in dark.texts_to(RESIDENT)[0]
    assert dark.carrier.ended == [dark.call_to(ANN).id]


@pytest.mark.parametrize("how", ["stand_down", "same_as", "done"])
def test_when_it_is_over_every_telephone_is_stilled_and_nobody_is_called_any_more(dark: Night, how: str) -> None:
    emergency = both_ring(dark)
    other = dark.emergency(at=1, state="accepted", accepted_by="cy", due_at=dark.now() + timedelta(hours=9))
    with dark.parts.database.transaction() as session:
        if how == "stand_down":
            change.stand_down(session, emergency, "supervisor", "a drill", dark.now())
        elif how == "same_as":
            change.same_as(session, emergency, "cy", other, dark.now())
        else:
            change.accept(session, emergency, "cy", "link", dark.now())
            change.done(session, emergency, "cy", dark.now())
    dark.works()
    assert sorted(dark.carrier.ended) == sorted([dark.call_to(ANN).id, dark.call_to(BO).id])
    dark.passes(100).passes(100)
    assert sorted(dark.rung()) == [ANN, BO]
    assert any(each.startswith("Long Point County:") for each in dark.texts_to(ANN))


def test_what_the_caller_adds_goes_to_those_who_had_the_page(dark: Night) -> None:
    emergency = dark.emergency()
    dark.works()
    with dark.parts.database.transaction() as session:
        session.execute(text("""update "case" set location = '12 Main Street'"""))
        changed(session, emergency, Told(change="add", at=dark.now()))
    dark.works()
    assert [body.split(":")[0] for body in dark.texts_to(ANN)] == ["EMERGENCY", "ADDED"]
    assert "12 Main Street" in dark.texts_to(ANN)[-1]
    dark.passes(200)
    assert [body.split(":")[0] for body in dark.texts_to(ANN)] == ["EMERGENCY", "ADDED"]


def test_what_follows_from_an_event_is_done_once_by_however_many_pagers(dark: Night) -> None:
    emergency = both_ring(dark)
    with dark.parts.database.transaction() as session:
        change.accept(session, emergency, "ann", "key", dark.now(), leg=dark.call_to(ANN).attempt)
    assert dark.pager.work() == 1
    assert dark.pager.work() == 0
    assert dark.rows("select count(*) from emergency_event where worked_at is null")[0][0] == 0
    assert MANAGER not in dark.rung()
