"""What a call came to: a pure fold over its turns and the provider's last word.

The result depends on what is known, not on the order in which it became known, nor on how often it was told.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

DISPOSITIONS: Mapping[str, str] = {
    "abandoned": "the caller hung up before doing anything",
    "missed": "the call never reached the program",
    "talked": "the caller talked with somebody",
    "message_left": "the caller left a message",
    "call_back": "the caller is to be called back, and keeps their place",
    "reported": "the caller reported something",
    "informed": "the caller heard what there is to hear",
    "not_reached": "somebody was rung, and nobody answered",
    "hung_up": "the caller hung up in the middle",
    "fault": "the program failed",
}
"""How a call ended for its caller. A flow may set another word with `case:`, and then that holds."""

DEEDS = frozenset({"menu_choice", "input", "answered", "recorded", "invalid_input", "pressed_everywhere", "reported"})
"""What is in a journey only when the caller did something. A chosen language counts too, see `_did`."""

ACTIONS = frozenset({"emergency_raised", "rang", "message_taken"})
"""What the service does during a call, as `action_taken` names it; the fold makes these anew from the turns."""
AFTERWARDS = frozenset({"texted", "noted"})
"""What was done after the call; no fold touches these."""


@dataclass(frozen=True, slots=True)
class TurnTold:
    """One turn: its number, when it was, and its events ({step, kind, data})."""

    number: int
    at: datetime
    events: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class CallTold:
    """What is known of a call. `ended_at`, `end_status` and `seconds` come from the provider, and may be missing.

    `message_seconds`: the length of the messages that were kept; the caller who hung up in one left it all the same.
    """

    started_at: datetime
    turns: tuple[TurnTold, ...]
    service: str | None = None
    message_seconds: int = 0
    ended_at: datetime | None = None
    end_status: str | None = None
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the case says about its call. Times are UTC, lengths seconds; `actions` as in the column `action_taken`."""

    kind: str
    status: str
    disposition: str | None
    ending: str | None
    actions: list[dict[str, Any]]
    first_answer_at: datetime | None
    closed_at: datetime | None
    seconds: int | None
    talk_seconds: int
    message_seconds: int


def outcome(call: CallTold) -> Outcome:
    """The fold. While the call lasts the case is new and has no disposition."""
    turns = [*{turn.number: turn for turn in sorted(call.turns, key=lambda each: each.number)}.values()]
    events = [event for turn in turns for event in turn.events]
    over = call.ended_at is not None or call.end_status is not None
    found = _disposition(call, turns, events)
    status = _status(found, call.service, events) if over else "new"
    ended_at = call.ended_at or (call.started_at + timedelta(seconds=call.seconds or 0) if over else None)
    return Outcome(
        kind=_kind(call, found, events),
        status=status,
        disposition=(_set_by_flow(events) or found) if over else None,
        ending=call.end_status,
        actions=list(_actions(turns)),
        first_answer_at=min(_answers(turns), default=None),
        closed_at=ended_at if status == "closed" else None,
        seconds=call.seconds if call.seconds is not None else _length(call.started_at, ended_at),
        talk_seconds=sum(data["seconds"] for data in _data(events, "rang") if data["result"] == "talked"),
        message_seconds=call.message_seconds,
    )


def action(at: datetime, what: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """One entry of `action_taken`; `what` is one of `ACTIONS`, or of `AFTERWARDS`."""
    told = {name: data[name] for name in ("who", "result", "seconds", "service", "note") if name in data}
    return {"at": at.isoformat(), "action": what, **told}


def _disposition(call: CallTold, turns: list[TurnTold], events: list[Mapping[str, Any]]) -> str:
    """The first that holds; whoever was helped in the end was helped, whatever failed before."""
    kinds = {event["kind"] for event in events}
    results = {data["result"] for data in _data(events, "rang")}
    truths = {
        "missed": not turns,
        "talked": "talked" in results,
        "call_back": "callback_taken" in kinds,
        "message_left": call.message_seconds > 0,
        "fault": bool(kinds & {"fault", "fallback"}),
        "reported": "reported" in kinds or call.service is not None,
        "abandoned": "ended" not in kinds and not _did(turns),
        "not_reached": bool(results),
        "informed": "ended" in kinds,
    }
    return next((name for name, holds in truths.items() if holds), "hung_up")


def _kind(call: CallTold, found: str, events: list[Mapping[str, Any]]) -> str:
    if call.service is not None or any(event["kind"] == "reported" for event in events):
        return "service_request"
    if found == "call_back":
        return "callback"
    return "abandoned" if found in ("abandoned", "missed") and _over(call) else "contact"


def _status(found: str, service: str | None, events: list[Mapping[str, Any]]) -> str:
    """What is left to do: nothing, somebody is on it, or somebody must look at it."""
    asked_for = service is not None or any(event["kind"] == "reported" for event in events)
    if found == "talked":
        return "open" if asked_for else "closed"
    if found == "call_back":
        return "waiting"
    if found in ("abandoned", "informed", "hung_up") and not asked_for:
        return "closed"
    return "new"


def _over(call: CallTold) -> bool:
    return call.ended_at is not None or call.end_status is not None


def _did(turns: list[TurnTold]) -> bool:
    """Whether the caller did anything. The language of the first turn is the line's only one, chosen by nobody."""
    for turn in turns:
        kinds = {event["kind"] for event in turn.events}
        if kinds & DEEDS or (turn.number > 0 and "language" in kinds and "no_input" not in kinds):
            return True
    return False


def _set_by_flow(events: list[Mapping[str, Any]]) -> str | None:
    words = [data["fields"]["disposition"] for data in _data(events, "case_set") if "disposition" in data["fields"]]
    return words[-1] if words else None


def _actions(turns: list[TurnTold]) -> Iterator[dict[str, Any]]:
    for turn in turns:
        for event in turn.events:
            if event["kind"] == "reported" and event["data"].get("emergency"):
                yield action(turn.at, "emergency_raised", event["data"])
            elif event["kind"] == "rang":
                yield action(turn.at, "rang", event["data"])
            elif event["kind"] == "recorded" and event["data"]["seconds"]:
                yield action(turn.at, "message_taken", event["data"])


def _answers(turns: list[TurnTold]) -> Iterator[datetime]:
    """When each conversation began: a turn tells of one after it ended."""
    for turn in turns:
        for data in _data(turn.events, "rang"):
            if data["result"] == "talked":
                yield turn.at - timedelta(seconds=data["seconds"])


def _data(events: Iterable[Mapping[str, Any]], kind: str) -> Iterator[Mapping[str, Any]]:
    return (event["data"] for event in events if event["kind"] == kind)


def _length(started_at: datetime, ended_at: datetime | None) -> int | None:
    return max(0, round((ended_at - started_at).total_seconds())) if ended_at else None
