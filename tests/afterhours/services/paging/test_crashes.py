"""Killed, lost, late, twice: whatever happens, an open emergency goes on being paged, and nobody is dialled twice."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from afterhours.rules.escalation import Level, Target
from afterhours.services.paging.pager import Pager
from afterhours.services.paging.watching import poll, sweep
from afterhours.site import Site
from ivr.clock import SystemClock
from tests.support.emergencies import PLAN
from tests.support.night import ANN, ANN_AT_HOME, BO, CY, Killed, Night

pytestmark = pytest.mark.database


def test_killed_before_the_call_was_accepted_it_is_placed_by_whoever_comes_next(dark: Night) -> None:
    dark.emergency()
    dark.carrier.kills = "before"
    with pytest.raises(Killed):
        dark.works()
    assert dark.rung() == []
    dark.expire_leases()
    dark.works()
    assert dark.rung() == [ANN]
    assert dark.carrier.looked == 1


def test_killed_after_the_call_was_accepted_the_look_at_the_provider_finds_it_and_nobody_is_dialled_twice(
    dark: Night,
) -> None:
    dark.emergency()
    dark.carrier.kills = "after"
    with pytest.raises(Killed):
        dark.works()
    dark.expire_leases()
    dark.works()
    assert dark.rung() == [ANN]
    assert dark.rows("select provider_id, state from attempt where kind = 'call'") == [(dark.call_to(ANN).id, "placed")]


def test_the_look_does_not_take_the_call_of_another_attempt(dark: Night) -> None:
    dark.emergency()
    dark.works().reports(dark.call_to(ANN), "no-answer")
    dark.emergency(at=1)
    dark.carrier.kills = "before"
    with suppress(Killed):
        dark.works()
    dark.expire_leases()
    dark.works()
    assert len(set(dark.rung())) == len(dark.rung())


def test_the_look_allows_for_clocks_that_differ_by_five_seconds(dark: Night) -> None:
    dark.emergency()
    ours = dark.carrier.now
    dark.carrier.now = lambda: ours() - timedelta(seconds=5)
    dark.carrier.kills = "after"
    with pytest.raises(Killed):
        dark.works()
    dark.expire_leases()
    dark.works()
    assert dark.rung() == [ANN]


def test_killed_before_its_commit_a_decision_never_was(dark: Night) -> None:
    emergency = dark.emergency()

    def dies(*_: object) -> tuple[str, ...]:
        raise Killed

    other = Pager(dark.parts.database, lambda: dark.parts.site, dark.sources(dies), SystemClock())
    with pytest.raises(Killed):
        other.work()
    assert dark.attempts() == []
    dark.works()
    assert dark.rung() == [ANN]
    assert dark.stands(emergency).level == 1


def test_a_roster_that_cannot_be_reckoned_makes_its_level_empty_and_stops_no_other(dark: Night) -> None:
    dark.emergency()

    def broken(site: Site, roster: str, targets: Sequence[Target], at: datetime) -> tuple[str, ...]:
        found = dark.whom(site, roster, targets, at)
        if "ann" in found:
            raise ValueError("no such zone")
        return found

    dark.pager = Pager(dark.parts.database, lambda: dark.parts.site, dark.sources(broken), SystemClock())
    dark.works()
    assert dark.rung() == [BO]


def test_what_fails_in_one_piece_of_work_holds_up_neither_the_calls_nor_another_emergency(dark: Night) -> None:
    with dark.parts.database.transaction() as session:
        dark.emergency()
        session.execute(text("""update emergency_event set what = 'accepted', who = 'ann'"""))
        session.execute(text("""update emergency set state = 'open'"""))
    dark.emergency(at=1)
    with dark.parts.database.transaction() as session:
        session.execute(text("update emergency set plan = '{}' where due_at = (select min(due_at) from emergency)"))
    dark.works()
    assert dark.rung() == [ANN]


def test_several_pagers_on_several_machines_decide_each_step_once(dark: Night) -> None:
    dark.duty["primary"] = ["ann", "bo"]
    for at in range(8):
        dark.emergency(at)
    pagers = [
        Pager(dark.parts.database, lambda: dark.parts.site, dark.sources(dark.whom), SystemClock()) for _ in range(4)
    ]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda pager: pager.work(), pagers))
    dark.works()
    active = [person for person, state, _ in dark.attempts() if state != "over"]
    assert sorted(active) == sorted(set(active)), "somebody is rung twice at once"
    assert sorted(dark.rung()) == sorted(set(dark.rung()))


def test_while_the_provider_is_away_the_levels_go_on_and_the_call_is_given_up_when_its_time_is_over(
    dark: Night,
) -> None:
    dark.emergency()
    dark.carrier.away = True
    dark.works()
    dark.passes(26)
    dark.carrier.away = False
    dark.passes(15)
    assert dark.attempts()[0] == ("ann", "over", "failed")
    assert BO in dark.rung()


def test_a_status_report_that_is_lost_is_asked_for_and_the_level_goes_on(dark: Night) -> None:
    dark.emergency()
    dark.works()
    dark.call_to(ANN).status = "no-answer"
    assert poll(dark.parts.database, lambda: dark.carrier) == 0  # type: ignore[arg-type, return-value]
    dark.passes(91)
    assert poll(dark.parts.database, lambda: dark.carrier) >= 1  # type: ignore[arg-type, return-value]
    assert dark.attempts()[0] == ("ann", "over", "no_answer")


def test_a_call_whose_message_was_given_up_frees_the_person(dark: Night) -> None:
    dark.emergency()
    dark.carrier.away = True
    dark.works()
    dark.rows("update outbox set parked_at = clock_timestamp() where kind = 'page.call' returning id")
    dark.carrier.away = False
    dark.passes(91)
    poll(dark.parts.database, lambda: dark.carrier)  # type: ignore[arg-type, return-value]
    assert dark.attempts()[0] == ("ann", "over", "failed")


def test_a_call_that_lasts_is_asked_for_and_stays(dark: Night) -> None:
    dark.emergency()
    dark.works().reports(dark.call_to(ANN), "in-progress")
    dark.passes(91)
    poll(dark.parts.database, lambda: dark.carrier)  # type: ignore[arg-type, return-value]
    assert dark.attempts()[0] == ("ann", "answered", None)


def test_a_mailbox_that_answers_and_presses_nothing_accepts_nothing_and_its_level_ends_in_time(dark: Night) -> None:
    emergency = dark.emergency()
    dark.works().reports(dark.call_to(ANN), "in-progress")
    dark.passes(25)
    assert dark.rung() == [ANN, BO]
    dark.reports(dark.call_to(ANN), "completed", 60)
    assert dark.attempts()[0] == ("ann", "over", "unpressed")
    assert dark.stands(emergency).state == "open"


def test_the_late_end_of_an_old_level_s_call_does_not_skip_a_newer_one(dark: Night) -> None:
    emergency = dark.emergency()
    dark.works().passes(25)
    assert dark.rung() == [ANN, BO]
    dark.reports(dark.call_to(ANN), "no-answer")
    assert (dark.stands(emergency).level, dark.rung()) == (2, [ANN, BO])


def test_the_late_end_of_the_last_call_of_a_round_does_not_cut_the_pause_short(dark: Night) -> None:
    dark.duty.update(secondary=[], duty_manager=[])
    emergency = dark.emergency()
    dark.works().passes(25)
    assert dark.stands(emergency).round == 1
    assert dark.is_due_in(emergency, 30)
    dark.reports(dark.call_to(ANN), "no-answer")
    assert dark.rung() == [ANN]
    assert dark.is_due_in(emergency, 30)


@pytest.mark.parametrize("damage", ["due_at = null", "due_at = ivr_now() - interval '90 seconds'"])
def test_the_sweeper_finds_an_emergency_without_a_next_moment_and_repairs_it(dark: Night, damage: str) -> None:
    emergency = dark.emergency()
    with dark.parts.database.transaction() as session:
        session.execute(text(f"update emergency set {damage}"))
    assert sweep(dark.parts.database) == 1
    dark.works()
    assert dark.rung()[0] == ANN
    assert dark.events(emergency).count("repaired") == 1
    assert any(body.startswith("REPAIRED") for _, body in dark.carrier.texts)
    assert sweep(dark.parts.database) == 0


def test_an_accepted_emergency_that_nobody_would_ask_about_is_repaired_too(dark: Night) -> None:
    dark.emergency(state="accepted", accepted_by="ann", due_at=None)
    assert sweep(dark.parts.database) == 1
    dark.works()
    assert dark.rung() == [ANN]


def test_at_rest_the_sweeper_finds_nothing(dark: Night) -> None:
    dark.emergency()
    dark.works()
    assert sweep(dark.parts.database) == 0


def test_postgresql_that_is_restarted_loses_nothing(dark: Night) -> None:
    emergency = dark.emergency()
    dark.works()
    with dark.parts.database.transaction() as session, suppress(Exception):
        session.execute(
            text("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()")
        )
    dark.parts.database.forget_connections()
    dark.passes(25)
    assert dark.rung() == [ANN, BO]
    assert dark.stands(emergency).state == "open"


def test_a_call_that_was_accepted_meanwhile_rings_for_nothing_and_is_ended(dark: Night) -> None:
    """Somebody accepts by link between the decision and the provider's answer."""
    emergency = dark.emergency()
    placing = dark.carrier.place_call

    def slow(**asked: object) -> str:
        found = placing(**asked)  # type: ignore[arg-type]
        dark.carrier.place_call = placing  # type: ignore[method-assign]
        dark.accepts(emergency, "bo", how="link")
        return found

    dark.carrier.place_call = slow  # type: ignore[method-assign]
    dark.works()
    assert dark.carrier.ended == [dark.call_to(ANN).id]
    assert ("ann", "over", "superseded") in dark.attempts()
    assert ANN_AT_HOME not in dark.rung()


def test_somebody_else_s_lock_on_the_same_people_holds_up_no_other_emergency(dark: Night) -> None:
    """As if another machine stood still in the middle of its work."""
    dark.duty["secondary"] = []
    dark.emergency()
    free = replace(PLAN, levels=(Level(ring=(Target("duty", "other"),), seconds=25),))
    dark.duty["other"] = ["cy"]
    dark.emergency(at=1, plan=free)
    with dark.parts.database.transaction() as elsewhere:
        elsewhere.execute(text("select pg_advisory_xact_lock(hashtext('rung ann'))"))
        dark.pager.work()
    dark.works()
    assert CY in dark.rung()
