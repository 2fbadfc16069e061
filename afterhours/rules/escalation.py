"""The policy by which people are called until one accepts: levels, and what can become of an attempt. Pure data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, Self, TypeAlias

LONGEST_PAUSE = 60
"""Seconds between the last level and the first one again."""

RESULTS: Mapping[str, str] = {
    "accepted": "took it",
    "declined": "declined",
    "no_answer": "did not answer",
    "busy": "was busy",
    "failed": "could not be rung",
    "machine": "a machine answered",
    "mailbox_full": "the mailbox was full",
    "unpressed": "answered, but pressed nothing",
    "same": "said that it is the same as another",
    "superseded": "was not needed any more",
    "passed_over": "was busy with another emergency",
    "sent": "was sent",
    "delivered": "was delivered",
    "undelivered": "was not delivered",
}
"""How an attempt ended."""

EVENTS: Mapping[str, str] = {
    "raised": "the emergency was raised",
    "added": "the caller added words",
    "released": "the caller said that it is worse, or elsewhere",
    "nobody": "a level had nobody who could be called",
    "unusable": "somebody has no number that answered a test call",
    "alarm": "nobody had accepted in time",
    "accepted": "a person accepted",
    "joined_caller": "caller and person were put together",
    "dropped": "the person was cut off before talking with the caller",
    "caller_left": "the caller left",
    "caller_told": "the caller was told",
    "asked": "the person was asked whether it is done",
    "done": "it is done",
    "handed_on": "it was handed on",
    "second": "a second person was asked for",
    "came_along": "a second person comes along",
    "passed_on": "it was passed to another roster",
    "morning": "it can wait until morning",
    "same": "it is the same as another emergency",
    "stood_down": "a supervisor stood it down",
    "repaired": "nothing was due, and that was mended",
}
"""What can happen to an emergency beside its attempts."""

Kind: TypeAlias = Literal["duty", "person", "roster"]


@dataclass(frozen=True, slots=True)
class Target:
    """Who is meant: a duty (layer) of the same roster, a person by handle, or whoever another roster has on duty."""

    kind: Kind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Ring everybody in `ring` at once for `seconds`; `text` those, too."""

    ring: tuple[Target, ...]
    seconds: int
    text: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The levels in order, without end: after the last one `pause` seconds, then from the top.

    After `alarm_after` seconds without acceptance the people `tell` are told; `ask_after` seconds after acceptance the
    person is asked whether it is done.
    """

    levels: tuple[Level, ...]
    pause: int = 30
    alarm_after: int = 180
    tell: tuple[str, ...] = ()
    ask_after: int = 3600

    @property
    def alarm_span(self) -> timedelta:
        return timedelta(seconds=self.alarm_after)

    def as_json(self) -> dict[str, Any]:
        return {
            "levels": [
                {"ring": _listed(level.ring), "seconds": level.seconds, "text": _listed(level.text)}
                for level in self.levels
            ],
            "pause": self.pause,
            "alarm_after": self.alarm_after,
            "tell": list(self.tell),
            "ask_after": self.ask_after,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        levels = tuple(
            Level(ring=_targets(each["ring"]), seconds=each["seconds"], text=_targets(each["text"]))
            for each in data["levels"]
        )
        rest = {name: data[name] for name in ("pause", "alarm_after", "ask_after") if name in data}
        return cls(levels=levels, tell=tuple(data.get("tell", ())), **rest)


def _listed(targets: tuple[Target, ...]) -> list[list[str]]:
    return [[each.kind, each.name] for each in targets]


def _targets(data: list[list[Any]]) -> tuple[Target, ...]:
    return tuple(Target(kind, name) for kind, name in data)
