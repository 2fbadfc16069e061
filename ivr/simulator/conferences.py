"""Conferences: who is in which, when it begins and ends, and its callbacks. `verbs.conference` leads the legs.

Source: twilio.md section 4 "Conference". It begins with two people of whom one has startConferenceOnEnter; it ends
when the last one leaves, or one with endConferenceOnExit. Where its callbacks go is fixed by the first participant.
It is recorded from its beginning when one who is in then asks for that. All functions are called inside `Exchange.act`.
"""

from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Literal

from ivr.simulator.exchange import Exchange
from ivr.simulator.legs import Leg, StatusHook
from ivr.simulator.parameters import Pairs, recording_form
from ivr.simulator.recordings import READY_AFTER, Recording
from ivr.simulator.script import News
from ivr.simulator.switching import join, part

EVENTS = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
}
"""What is posted -> the word by which a document asks for it."""


@dataclass(eq=False)
class Member:
    """One leg in a conference, and how it came in. `begins`, `ends`: startConferenceOnEnter, endConferenceOnExit.
    `tapes`: where the recording that it asks for is told; None for none."""

    leg: Leg
    label: str = ""
    muted: bool = False
    begins: bool = True
    ends: bool = False
    beep: str = "true"
    tapes: StatusHook | None = None


@dataclass(eq=False)
class Conference:
    """`status`: init (somebody waits), in-progress, completed."""

    sid: str
    name: str
    hook: StatusHook | None = None
    status: Literal["init", "in-progress", "completed"] = "init"
    members: list[Member] = field(default_factory=list)
    next_sequence: int = 0
    recording: Recording | None = None
    taped_by: StatusHook | None = None


def conference_named(exchange: Exchange, name: str, hook: StatusHook | None) -> Conference:
    """The one that is going on under this name, else a new one."""
    if name not in exchange.conferences:
        exchange.conferences[name] = Conference(exchange.sids.make("CF"), name, hook)
    return exchange.conferences[name]


def enter(exchange: Exchange, conference: Conference, member: Member) -> None:
    """The leg comes in: it talks with the others at once, or begins the conference, or waits."""
    others = list(conference.members)
    conference.members.append(member)
    member.leg.muted = member.muted
    exchange.log("conference.entered", member.leg, conference=conference.sid, name=conference.name)
    _beep(exchange, others, member, "onEnter")
    _report(exchange, conference, "participant-join", _of(member), member.leg.sid)
    if conference.status == "in-progress":
        _talk(exchange, member, others)
    elif others and any(each.begins for each in conference.members):
        _begin(exchange, conference)


def leave(exchange: Exchange, conference: Conference, member: Member) -> None:
    """The leg goes out, and the conference may end with it; nothing when it is out already."""
    if member not in conference.members:
        return
    _go_out(exchange, conference, member)
    if member.ends or not conference.members:
        _end(exchange, conference, member)
    else:
        _beep(exchange, conference.members, member, "onExit")


def _begin(exchange: Exchange, conference: Conference) -> None:
    conference.status = "in-progress"
    _report(exchange, conference, "conference-start", [], None)
    for number, member in enumerate(conference.members):
        _talk(exchange, member, conference.members[:number])
    _tape(exchange, conference)
    for member in conference.members:
        exchange.tell(member.leg, News(conference.sid, "started"))


def _talk(exchange: Exchange, member: Member, others: list[Member]) -> None:
    for other in others:
        join(exchange, member.leg, other.leg)


def _go_out(exchange: Exchange, conference: Conference, member: Member) -> None:
    conference.members.remove(member)
    part(exchange, member.leg)
    member.leg.muted = False
    exchange.log("conference.left", member.leg, conference=conference.sid, name=conference.name)
    why = "participant_hung_up" if member.leg.ended else "participant_left"
    about = [*_of(member), ("ReasonParticipantLeft", why), ("ParticipantCallStatus", member.leg.status)]
    _report(exchange, conference, "participant-leave", about, member.leg.sid)


def _end(exchange: Exchange, conference: Conference, last: Member) -> None:
    """Everybody who is left goes out too."""
    conference.status = "completed"
    del exchange.conferences[conference.name]
    left = list(conference.members)
    for member in left:
        _go_out(exchange, conference, member)
    why = "participant-with-end-conference-on-exit-left" if last.ends else "last-participant-left"
    about = [("CallSidEndingConference", last.leg.sid), ("ReasonConferenceEnded", why), ("Reason", why)]
    _report(exchange, conference, "conference-end", about, None)
    _keep(exchange, conference)
    for member in left:
        exchange.tell(member.leg, News(conference.sid, "over"))


def _tape(exchange: Exchange, conference: Conference) -> None:
    """The recording belongs to the conference, and to no call."""
    conference.taped_by = next((each.tapes for each in conference.members if each.tapes), None)
    if conference.taped_by is not None:
        conference.recording = Recording(exchange.sids.make("RE"), "", "Conference", exchange.clock.now())
        exchange.recorded(conference.recording)


def _keep(exchange: Exchange, conference: Conference) -> None:
    recording, hook, now = conference.recording, conference.taped_by, exchange.clock.now()
    if recording is None or hook is None:
        return
    recording.finish(now, (now - recording.started_at).total_seconds())
    if "completed" in hook.events:
        form = [
            ("ConferenceSid", conference.sid),
            *recording_form(recording, exchange.account_sid, exchange.api_base, "completed"),
        ]
        exchange.after(
            READY_AFTER.total_seconds(), lambda: exchange.postbox.notify(hook.url, form, "recording completed")
        )


def _beep(exchange: Exchange, hearers: list[Member], who: Member, occasion: str) -> None:
    if who.beep in ("true", occasion):
        for hearer in hearers:
            exchange.log("beeped", hearer.leg, occasion=occasion)


def _of(member: Member) -> Pairs:
    """A participant, as a callback describes one."""
    flags = {
        "Muted": member.muted,
        "Hold": False,
        "Coaching": False,
        "StartConferenceOnEnter": member.begins,
        "EndConferenceOnExit": member.ends,
    }
    about = [("CallSid", member.leg.sid), *((name, "true" if flag else "false") for name, flag in flags.items())]
    return [*about, ("ParticipantLabel", member.label)] if member.label else about


def _report(exchange: Exchange, conference: Conference, event: str, about: Pairs, call: str | None) -> None:
    hook = conference.hook
    if hook is None or EVENTS[event] not in hook.events:
        return
    form = [
        ("ConferenceSid", conference.sid),
        ("FriendlyName", conference.name),
        ("AccountSid", exchange.account_sid),
        ("SequenceNumber", str(conference.next_sequence)),
        ("Timestamp", format_datetime(exchange.clock.now())),
        ("StatusCallbackEvent", event),
        *about,
    ]
    conference.next_sequence += 1
    exchange.postbox.notify(hook.url, form, f"conference {EVENTS[event]}", call)
