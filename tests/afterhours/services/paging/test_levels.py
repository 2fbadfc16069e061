"""An emergency is paged level by level, without end, until somebody accepts: on the real database."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.support.emergencies import PLAN
from tests.support.night import ANN, ANN_AT_HOME, BO, CY, MANAGER, Night

pytestmark = pytest.mark.database


def test_the_first_level_is_rung_at_once_and_its_people_are_texted_with_a_link(dark: Night) -> None:
    emergency = dark.emergency()
    dark.works()
    assert dark.rung() == [ANN]
    assert dark.stands(emergency).level == 1
    assert dark.is_due_in(emergency, 25)
    (body,) = dark.texts_to(ANN)
    assert "/accept/" in body
    assert dark.attempts("text") == [("ann", "over", "sent")]


def test_levels_follow_each_other_and_then_the_list_begins_again_without_end(dark: Night) -> None:
    emergency = dark.emergency()
    dark.works()
    for first in (ANN, ANN_AT_HOME, ANN):
        for number, seconds in ((first, 25), (BO, 25), (MANAGER, 30)):
            assert dark.rung()[-1] == number
            dark.passes(seconds).reports(dark.call_to(number), "no-answer")
        dark.passes(PLAN.pause)
    assert (dark.stands(emergency).round, dark.stands(emergency).state) == (3, "open")


def test_a_level_whose_only_call_ends_early_is_over_at_once(dark: Night) -> None:
    dark.emergency()
    dark.works().reports(dark.call_to(ANN), "busy")
    assert dark.rung() == [ANN, ANN_AT_HOME]
    dark.reports(dark.call_to(ANN_AT_HOME), "no-answer")
    assert dark.rung() == [ANN, ANN_AT_HOME, BO]
    assert [each for each in dark.attempts() if each[0] == "ann"] == [
        ("ann", "over", "busy"),
        ("ann", "over", "no_answer"),
    ]


def test_an_empty_level_means_the_next_at_once_an_event_and_one_alarm(dark: Night) -> None:
    dark.duty["primary"] = []
    emergency = dark.emergency()
    dark.works()
    assert dark.rung() == [BO]
    dark.passes(25).passes(30).passes(30)
    dark.passes(25)
    assert dark.events(emergency).count("nobody") == 1
    assert [body for body in dark.texts_to(MANAGER) if body.startswith("NOBODY TO CALL")] != []
    assert dark.letters().count("Nobody to call: case " + shown(dark)) == 1


def shown(dark: Night) -> str:
    number: str = dark.rows('select number from "case"')[0][0]
    return f"{number[:3]}-{number[3:6]}-{number[6:]}"


def test_a_plan_that_reaches_nobody_is_tried_again_after_the_pause_and_never_spins(dark: Night) -> None:
    dark.duty.clear()
    emergency = dark.emergency()
    dark.works()
    assert dark.stands(emergency).round == 1
    assert dark.is_due_in(emergency, 30)
    dark.duty["secondary"] = ["bo"]
    dark.passes(30)
    assert dark.rung() == [BO]


def test_the_person_is_worked_out_anew_at_each_attempt(dark: Night) -> None:
    """A hand-over between two attempts, past midnight or not: whoever is on duty then is rung."""
    dark.emergency()
    dark.works()
    dark.duty["secondary"] = ["cy"]
    dark.passes(25)
    assert dark.rung() == [ANN, CY]


def test_the_list_of_levels_is_kept_from_the_raising(dark: Night) -> None:
    dark.emergency(plan=replace(PLAN, levels=PLAN.levels[1:]))
    dark.works()
    assert dark.rung() == [BO]


def test_a_member_without_a_usable_number_is_skipped_noted_and_told_once(dark: Night) -> None:
    with dark.parts.database.transaction() as session:
        session.execute(text("delete from person_number where e164 in (:a, :b)"), {"a": ANN, "b": ANN_AT_HOME})
    emergency = dark.emergency()
    dark.works()
    assert dark.rung() == [BO]
    for seconds in (25, 30, 30, 25):
        dark.passes(seconds)
    assert dark.events(emergency).count("unusable") == 1
    assert any("Ann Archer" in body for body in dark.texts_to(MANAGER))


def test_if_nobody_of_the_whole_plan_has_a_usable_number_untested_ones_are_rung_all_the_same(dark: Night) -> None:
    with dark.parts.database.transaction() as session:
        session.execute(text("delete from person_number"))
    dark.emergency()
    dark.works()
    assert dark.rung() == [ANN]


def test_in_later_rounds_the_next_number_comes_first(dark: Night) -> None:
    dark.emergency(round=1)
    dark.works()
    assert dark.rung() == [ANN_AT_HOME]


def test_a_second_call_to_the_same_person_waits_for_the_end_of_the_first(dark: Night) -> None:
    """The provider rings some seconds longer than it was asked to."""
    dark.emergency(plan=replace(PLAN, levels=(PLAN.levels[0], PLAN.levels[0])))
    dark.works().passes(25)
    assert dark.rung() == [ANN]
    dark.passes(4).reports(dark.call_to(ANN), "no-answer")
    assert dark.rung() == [ANN, ANN]


def test_nobody_is_rung_twice_at_once_for_two_emergencies(dark: Night) -> None:
    first = dark.emergency()
    dark.works()
    second = dark.emergency(at=1)
    dark.works()
    assert dark.rung() == [ANN, BO]
    assert ("ann", "over", "passed_over") in dark.attempts()
    assert len(dark.texts_to(ANN)) == 2
    assert [dark.stands(each).state for each in (first, second)] == ["open", "open"]


def test_a_person_busy_with_an_accepted_emergency_is_passed_over_and_texted(dark: Night) -> None:
    first = dark.emergency()
    dark.works()
    dark.accepts(first, "ann", call=dark.call_to(ANN))
    dark.reports(dark.call_to(ANN), "completed", 60)
    dark.emergency(at=1)
    dark.works()
    assert dark.rung()[-1] == BO
    assert ("ann", "over", "passed_over") in dark.attempts()


def test_if_everybody_is_busy_with_another_emergency_the_last_level_is_rung_regardless(dark: Night) -> None:
    for at, who in enumerate(("ann", "bo", "duty_manager")):
        dark.emergency(at=at, state="accepted", accepted_by=who, due_at=dark.now() + timedelta(hours=1))
    dark.emergency(at=3)
    dark.works()
    assert dark.rung() == [MANAGER]


def test_the_alarm_is_given_once_by_text_and_mail_and_the_rounds_go_on(dark: Night) -> None:
    emergency = dark.emergency()
    dark.works().passes(181)
    dark.passes(60)
    assert dark.events(emergency).count("alarm") == 1
    assert dark.stands(emergency).alarmed_at is not None
    assert [body[:21] for body in dark.texts_to(MANAGER)].count("NOBODY HAS TAKEN IT: ") == 1
    assert dark.letters() == [f"Emergency not accepted: case {shown(dark)}"]
    assert dark.rung() == [ANN, BO, MANAGER]


def test_a_number_that_the_provider_refuses_is_a_result_and_the_next_is_rung_at_once(dark: Night) -> None:
    dark.carrier.refused.add(ANN)
    dark.emergency()
    dark.works()
    assert dark.attempts()[0] == ("ann", "over", "failed")
    assert dark.rung() == [ANN_AT_HOME]
