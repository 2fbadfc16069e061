"""What a call came to, whatever the order in which it became known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterhours.rules.closing import DISPOSITIONS, CallTold, Outcome, TurnTold, outcome

Event = tuple[str, dict[str, Any]]

START = datetime(2026, 12, 26, 7, 15, tzinfo=UTC)
ARRIVED: Event = ("arrived", {})
CHOSE = ("menu_choice", {"key": "1"})
SILENT: Event = ("no_input", {})
LANGUAGE = ("language", {"language": "fr"})
REPORTED = ("reported", {"service": "lost-dog", "emergency": False})
EMERGENCY = ("reported", {"service": "burst", "emergency": True})
TALKED = ("rang", {"who": "ann", "result": "talked", "seconds": 40})
NOBODY = ("rang", {"who": "ann", "result": "no_answer", "seconds": 0})
MESSAGE = ("recorded", {"recording": "RE1", "seconds": 12})
EMPTY = ("recorded", {"recording": "RE1", "seconds": 0})
ENDED = ("ended", {"end": ""})
FAULT = ("fault", {"why": "x"})
OWN_WORD = ("case_set", {"fields": {"disposition": "wrong department"}})

PROMISED = ("callback_taken", {"group": "county_desk"})


def told(*turns: list[tuple[str, dict[str, Any]]], over: bool = True) -> CallTold:
    numbered = tuple(
        TurnTold(
            number,
            START + timedelta(seconds=60 * number),
            tuple({"step": "s", "kind": kind, "data": data} for kind, data in turn),
        )
        for number, turn in enumerate(turns)
    )
    kept = sum(data["seconds"] for turn in turns for kind, data in turn if kind == "recorded")
    call = CallTold(started_at=START, turns=numbered, message_seconds=kept)
    return replace(call, ended_at=START + timedelta(minutes=5), end_status="completed", seconds=300) if over else call


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param(told([ARRIVED, LANGUAGE]), ("abandoned", "closed", "abandoned"), id="first prompt"),
        pytest.param(told([ARRIVED], [SILENT], [SILENT]), ("abandoned", "closed", "abandoned"), id="silent"),
        pytest.param(told([ARRIVED], [NOBODY]), ("abandoned", "closed", "abandoned"), id="straight to a person"),
        pytest.param(told(), ("abandoned", "new", "missed"), id="only the provider told of it"),
        pytest.param(told([ARRIVED], [LANGUAGE]), ("contact", "closed", "hung_up"), id="chose a language, left"),
        pytest.param(told([ARRIVED], [CHOSE]), ("contact", "closed", "hung_up"), id="chose, left"),
        pytest.param(told([ARRIVED], [CHOSE, ENDED]), ("contact", "closed", "informed"), id="heard it all"),
        pytest.param(
            told([ARRIVED, ENDED]), ("contact", "closed", "informed"), id="silent to the end of an announcement"
        ),
        pytest.param(told([ARRIVED], [CHOSE, REPORTED]), ("service_request", "new", "reported"), id="reported, left"),
        pytest.param(
            told([ARRIVED], [REPORTED], [MESSAGE, ENDED]), ("service_request", "new", "message_left"), id="with message"
        ),
        pytest.param(told([ARRIVED], [CHOSE], [MESSAGE]), ("contact", "new", "message_left"), id="message"),
        pytest.param(told([ARRIVED], [CHOSE], [PROMISED]), ("callback", "waiting", "call_back"), id="keeps the place"),
        pytest.param(
            told([ARRIVED], [REPORTED], [PROMISED]),
            ("service_request", "waiting", "call_back"),
            id="reported, called back",
        ),
        pytest.param(told([ARRIVED], [CHOSE], [EMPTY]), ("contact", "closed", "hung_up"), id="empty message"),
        pytest.param(told([ARRIVED], [EMERGENCY]), ("service_request", "new", "reported"), id="emergency, left"),
        pytest.param(
            told([ARRIVED], [EMERGENCY], [TALKED]), ("service_request", "open", "talked"), id="emergency, taken"
        ),
        pytest.param(told([ARRIVED], [CHOSE], [TALKED]), ("contact", "closed", "talked"), id="talked"),
        pytest.param(told([ARRIVED], [CHOSE], [NOBODY]), ("contact", "new", "not_reached"), id="nobody answered"),
        pytest.param(told([ARRIVED], [FAULT], [TALKED]), ("contact", "closed", "talked"), id="failed, then helped"),
        pytest.param(told([ARRIVED], [FAULT]), ("contact", "new", "fault"), id="failed"),
        pytest.param(told([ARRIVED], [CHOSE, OWN_WORD]), ("contact", "closed", "wrong department"), id="own word"),
        pytest.param(told([ARRIVED], [CHOSE], over=False), ("contact", "new", None), id="still going on"),
        pytest.param(told([ARRIVED], over=False), ("contact", "new", None), id="just arrived"),
    ],
)
def test_a_call_comes_to(call: CallTold, expected: tuple[str, str, str | None]) -> None:
    found = outcome(call)
    assert (found.kind, found.status, found.disposition) == expected


def test_lengths_actions_and_the_first_conversation_are_told() -> None:
    found = outcome(told([ARRIVED], [EMERGENCY], [NOBODY], [TALKED], [MESSAGE]))
    assert (found.seconds, found.talk_seconds, found.message_seconds) == (300, 40, 12)
    assert [entry["action"] for entry in found.actions] == ["emergency_raised", "rang", "rang", "message_taken"]
    assert found.actions[2] == {
        "at": "2026-12-26T07:18:00+00:00",
        "action": "rang",
        "who": "ann",
        "result": "talked",
        "seconds": 40,
    }
    assert found.first_answer_at == START + timedelta(minutes=3, seconds=-40)


def test_without_the_provider_s_length_it_is_reckoned_from_the_times() -> None:
    assert outcome(replace(told([ARRIVED]), seconds=None)).seconds == 300


def test_without_the_provider_s_time_the_end_is_reckoned_from_the_length() -> None:
    assert outcome(replace(told([ARRIVED]), ended_at=None)).closed_at == START + timedelta(minutes=5)


EVENTS = st.sampled_from(
    [CHOSE, SILENT, LANGUAGE, REPORTED, EMERGENCY, TALKED, NOBODY, MESSAGE, ENDED, FAULT, OWN_WORD]
)


@given(st.lists(st.lists(EVENTS, max_size=3), max_size=5), st.randoms(use_true_random=False), st.booleans())
def test_neither_order_nor_repeats_matter(
    turns: list[list[tuple[str, dict[str, Any]]]], random: Any, over: bool
) -> None:
    call = told(*turns, over=over)
    shuffled = [*call.turns, *call.turns]
    random.shuffle(shuffled)
    assert outcome(replace(call, turns=tuple(shuffled))) == outcome(call)


@given(st.lists(st.lists(EVENTS, max_size=3), max_size=5))
def test_every_call_that_is_over_has_a_disposition_and_a_closed_one_its_time(
    turns: list[list[tuple[str, dict[str, Any]]]],
) -> None:
    found: Outcome = outcome(told(*turns))
    assert found.disposition in {*DISPOSITIONS, "wrong department"}
    assert (found.closed_at is not None) == (found.status == "closed")
