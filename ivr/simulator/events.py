"""What happened on the network, for viewers: an append-only list with increasing sequence numbers.

Kinds, each with its data:
    call.started(from, to, direction)     call.answered              call.ended(status, duration)
    detected(answered_by)
    heard(language, voice, text)          played(url | digits)       paused(seconds)
    listening(keys, speech, timeout)      pressed(keys)   said(text)   ignored(keys | text)
    recording.started(recording)          recording.ended(recording, duration, digits)
    ringing(number, whose)                joined(number, other)      parted(other)
    conference.entered(conference, name)  conference.left(same)      beeped(occasion)
    text.sent(from, to, body, sid)        text.received(same)        text.status(sid, status)
    webhook(path, purpose, status, took)  webhook.differed(path)     error(code, sentence, url)
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Event:
    """One thing that happened; `call` is the SID of the leg it happened to, `parent` that of its parent leg."""

    seq: int
    at: datetime
    kind: str
    call: str | None = None
    parent: str | None = None
    data: dict[str, object] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        return {
            "seq": self.seq,
            "at": self.at.isoformat(),
            "kind": self.kind,
            "call": self.call,
            "parent": self.parent,
            "data": self.data,
        }


class EventLog:
    """The list; a reset forgets the events but goes on counting, so that viewers never see a number twice."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._last = 0

    @property
    def last(self) -> int:
        return self._last

    def add(self, at: datetime, kind: str, call: str | None, parent: str | None, data: dict[str, object]) -> Event:
        self._last += 1
        event = Event(self._last, at, kind, call, parent, data)
        self._events.append(event)
        return event

    def after(self, seq: int, limit: int = 500) -> list[Event]:
        """The events with a number greater than `seq`, oldest first, at most `limit`."""
        if not self._events:
            return []
        start = max(0, seq - self._events[0].seq + 1)
        return self._events[start : start + limit]

    def clear(self) -> None:
        self._events.clear()
