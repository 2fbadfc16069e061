"""The top of the page of a call: how it stands now, and what comes next once the caller has hung up."""

from datetime import timedelta
from typing import Any

import pytest

from afterhours.models import Call, Case, Offer, QueuedCall
from tests.webhooks.desk.call_talks import offers, rows, talking, user_id
from tests.webhooks.desk.calls_world import address_of, filled, night_call, sends
from tests.webhooks.pages.world import NOW, World

LATER = NOW + timedelta(seconds=1)


def piece(day: World, case: Case, name: str, login: str = "nora") -> str:
    answer = day.browser(login).get(address_of(case, f"/{name}"))
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def moved(day: World, table: Any, key: Any, **columns: Any) -> None:
    with day.parts.database.transaction() as session:
        found = session.get_one(table, key)
        for name, value in columns.items():
            setattr(found, name, value)


def hangs_up(day: World, case: Case) -> None:
    moved(day, Call, case.call_id, ended_at=NOW)


def test_outside_of_every_line_they_are_on_the_line(day: World) -> None:
    shown = piece(day, night_call(day), "standing")
    assert "On the line" in shown
    assert 'data-ticking="132"' in shown


@pytest.mark.parametrize(
    ("columns", "state", "ticking"),
    [
        ({"state": "waiting", "joined_at": None}, "Waits in line", 150),
        ({"state": "offered", "joined_at": None}, "Waits in line", 150),
        ({"joined_at": None}, "Is being put through", 150),
        ({}, "You talk with the caller", 60),
        ({"held_at": NOW - timedelta(seconds=7)}, "The caller holds, and was told", 7),
    ],
    ids=["waiting", "offered", "joining", "talking", "held"],
)
def test_how_it_stands_and_for_how_long(day: World, columns: dict[str, Any], state: str, ticking: int) -> None:
    case = talking(day)
    moved(day, QueuedCall, rows(day, QueuedCall)[0].id, **columns)
    shown = piece(day, case, "standing")
    assert f'data-standing="{state}"' in shown
    assert f'data-ticking="{ticking}"' in shown


def test_how_long_they_waited_stays_in_sight_while_they_talk(day: World) -> None:
    assert "Waited 1 min 30 s" in piece(day, talking(day), "standing")


def test_whoever_is_in_the_talk_is_named_and_another_desk_sees_who_talks(day: World) -> None:
    case = talking(day)
    assert "In the talk" not in piece(day, case, "standing")
    assert "Talks with Nora Field" in piece(day, case, "standing", "bo")
    asked = {"asked_by": user_id(day, "nora"), "name": "interpreters", "purpose": "interpreter"}
    offers(day, case, rows(day, QueuedCall)[0], state="ringing", **asked)
    assert "In the talk: you, Interpreters (being called)" in piece(day, case, "standing")
    moved(day, Offer, rows(day, Offer)[-1].id, state="accepted", ready_at=NOW)
    assert "In the talk: Nora Field, Interpreters<" in piece(day, case, "standing", "bo")


def test_a_caller_who_hangs_up_is_gone_and_the_page_offers_what_comes_next(day: World) -> None:
    case = talking(day)
    assert "Say" in piece(day, case, "say")
    hangs_up(day, case)
    shown = piece(day, case, "standing")
    assert 'data-standing="The caller has hung up"' in shown
    assert "Waited 1 min 30 s · Talked 1 min" in shown
    assert "data-ticking" not in shown
    offered = piece(day, case, "say")
    for words in ('href="#note"', 'href="#disposition"', 'href="#way-callback"'):
        assert words in offered, words


def test_that_nobody_has_talked_with_them_is_said(day: World) -> None:
    case = talking(day)
    queued = rows(day, QueuedCall)[0].id
    moved(day, QueuedCall, queued, state="left", result="hung_up", joined_at=None, ended_at=NOW)
    hangs_up(day, case)
    assert "hung up before anybody talked with them" in piece(day, case, "standing")


def test_a_finished_call_leads_to_the_next_one(day: World) -> None:
    case = talking(day)
    hangs_up(day, case)
    nora = day.browser("nora")
    sends(nora, case, "details", **filled(nora, case, disposition="dealt_with"), then="wrap-up")
    shown = piece(day, case, "say")
    assert "Finished" in shown
    assert "To the next call" in shown


def test_the_ways_of_a_talk_come_and_go_with_it(day: World) -> None:
    case = talking(day)
    assert "Whom do you ask?" in piece(day, case, "ways_of_talk")
    hangs_up(day, case)
    moved(day, Offer, rows(day, Offer)[0].id, state="over", ended_at=NOW)
    shown = piece(day, case, "ways_of_talk")
    assert "Whom do you ask?" not in shown
    assert "Promise it" in shown


def test_a_promised_callback_does_not_hide_that_the_caller_is_still_talking(day: World) -> None:
    case, nora = talking(day), day.browser("nora")
    sends(nora, case, "callback", **{"callback-number": "519 555 0144", "callback-group": "county-desk"})
    assert "You talk with the caller" in piece(day, case, "standing")


def test_a_callback_is_rung_and_then_a_talk_as_any_other(day: World) -> None:
    case, nora = night_call(day), day.browser("nora")
    hangs_up(day, case)
    sends(nora, case, "callback", **{"callback-number": "519 555 0144", "callback-group": "county-desk"})
    queued = rows(day, QueuedCall)[0]
    moved(day, QueuedCall, queued.id, state="joined")
    offers(day, case, queued, user_id=user_id(day, "nora"), state="accepted", purpose="callback", ready_at=NOW)
    offers(day, case, queued, state="ringing", purpose="resident", to_e164="+15195550144")
    assert "Being called back now" in piece(day, case, "standing")
    moved(day, QueuedCall, queued.id, joined_at=NOW - timedelta(seconds=20))
    moved(day, Offer, rows(day, Offer)[-1].id, state="accepted", ready_at=NOW)
    shown = piece(day, case, "standing")
    assert "You talk with the caller" in shown
    assert 'data-ticking="20"' in shown
    assert "Waited" not in shown
    assert "In the talk" not in shown
    assert "Whom do you ask?" in piece(day, case, "ways_of_talk")
    assert "Say" in piece(day, case, "say")
