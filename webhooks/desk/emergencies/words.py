"""What happened to an emergency, in the reader's language: its states, its events, its attempts."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from flask_babel import gettext as _

from afterhours.models import Attempt, EmergencyEvent
from webhooks.desk.emergencies.names import Teller
from webhooks.desk.words import Look, emergency_raised, plain, unknown

Data: TypeAlias = Mapping[str, Any]


def state(value: str) -> Look:
    """Red is for people who wait: an emergency that somebody has is calm."""
    looks = {
        "open": Look(_("Nobody has accepted"), "triangle", "help"),
        "accepted": Look(_("Accepted"), "tick", "done"),
        "done": Look(_("Done"), "tick"),
        "stood_down": Look(_("Stood down"), "cross"),
        "morning": Look(_("Until morning"), "clock"),
        "joined": Look(_("The same as another"), "dot"),
    }
    return looks.get(value) or unknown(value)


def result(value: str | None) -> str:
    """How an attempt ended; `afterhours.rules.escalation.RESULTS` in the reader's language."""
    words: dict[str, str] = {
        "accepted": _("accepted"),
        "declined": _("declined"),
        "no_answer": _("did not answer"),
        "busy": _("was busy"),
        "failed": _("could not be rung"),
        "machine": _("a machine answered"),
        "mailbox_full": _("the mailbox was full"),
        "unpressed": _("answered, but pressed nothing"),
        "same": _("said that it is the same as another"),
        "superseded": _("was not needed any more"),
        "passed_over": _("passed over: busy with another emergency"),
        "sent": _("sent"),
        "delivered": _("delivered"),
        "undelivered": _("not delivered"),
    }
    return words.get(value or "", plain(value or ""))


def attempt(each: Attempt, teller: Teller) -> str:
    """One call or text, to whom, and what came of it."""
    who = teller.person(each.person)
    told = result(each.result) if each.result else going_on(each)
    words: dict[tuple[str, str], str] = {
        ("call", "page"): _("Called %(who)s: %(told)s", who=who, told=told),
        ("call", "second"): _("Called %(who)s to come along: %(told)s", who=who, told=told),
        ("call", "again"): _("Called %(who)s again, who was cut off: %(told)s", who=who, told=told),
        ("call", "ask"): _("Called %(who)s to ask whether it is done: %(told)s", who=who, told=told),
        ("call", "tell"): _("Called %(who)s to tell what has changed: %(told)s", who=who, told=told),
        ("text", "page"): _("Texted %(who)s: %(told)s", who=who, told=told),
        ("text", "tell"): _("Texted %(who)s what has changed: %(told)s", who=who, told=told),
    }
    return words.get((each.kind, each.purpose)) or words[each.kind, "page"]


def going_on(each: Attempt) -> str:
    """What an attempt without a result does."""
    words: dict[str, str] = {
        "waiting": _("about to be called") if each.kind == "call" else _("about to be sent"),
        "placed": _("ringing") if each.kind == "call" else _("on its way"),
        "answered": _("has answered"),
        "over": _("over"),
    }
    return words.get(each.state, plain(each.state))


def event(each: EmergencyEvent, teller: Teller) -> str:
    """One event, with the reason where somebody gave one."""
    telling = EVENTS.get(each.what)
    words = telling(teller, each.who, each.detail) if telling else plain(each.what).capitalize()
    reason = each.detail.get("reason")
    return f"{words}: “{reason}”" if reason else words


def how(value: str | None) -> str:
    """By what somebody accepted."""
    words: dict[str, str] = {
        "key": _("on the telephone"),
        "link": _("by the link in the text"),
        "text": _("by text"),
        "desk": _("written down at the desk"),
        "dialled": _("put through to the caller"),
    }
    return words.get(value or "", "")


def raised(teller: Teller, who: str | None, data: Data) -> str:
    """By the caller's own call, or by somebody at the desk."""
    words = emergency_raised(teller.names.service(data["service"]) if data.get("service") else "")
    by_whom: str = _("%(words)s, by %(who)s", words=words, who=teller.person(who)) if who else words
    return by_whom


def nobody(_teller: Teller, _who: str | None, data: Data) -> str:
    words: str = _("Level %(number)s has nobody who can be called", number=int(data.get("level", 0)) + 1)
    return words


def accepted(teller: Teller, who: str | None, data: Data) -> str:
    by = how(data.get("how"))
    words: str = _("%(who)s accepted", who=teller.person(who))
    return f"{words}, {by}" if by else words


def told(_teller: Teller, _who: str | None, data: Data) -> str:
    words: dict[str, str] = {
        "text": _("The caller was told by text"),
        "call": _("The caller was told by a call"),
        "": _("The caller was told"),
    }
    return words.get(str(data.get("how"))) or words[""]


def passed_on(teller: Teller, who: str | None, data: Data) -> str:
    roster = teller.roster(data.get("roster", ""))
    words: str = _("%(who)s passed it to %(roster)s", who=teller.person(who), roster=roster)
    return words


def simply(words: Callable[[], str]) -> Callable[[Teller, str | None, Data], str]:
    return lambda _teller, _who, _data: words()


def by(words: Callable[[str], str]) -> Callable[[Teller, str | None, Data], str]:
    return lambda teller, who, _data: words(teller.person(who))


EVENTS: Mapping[str, Callable[[Teller, str | None, Data], str]] = {
    "raised": raised,
    "added": simply(lambda: _("The caller said more")),
    "released": simply(lambda: _("The caller said that it is worse, or elsewhere")),
    "nobody": nobody,
    "unusable": by(lambda who: _("%(who)s has no number that answered a test call", who=who)),
    "alarm": simply(lambda: _("Alarm: nobody had accepted in time")),
    "accepted": accepted,
    "joined_caller": simply(lambda: _("The caller was put through")),
    "dropped": simply(lambda: _("The connection broke before they talked with the caller")),
    "caller_left": simply(lambda: _("The caller hung up")),
    "caller_told": told,
    "asked": by(lambda who: _("%(who)s is asked whether it is done", who=who)),
    "done": by(lambda who: _("%(who)s reported it done", who=who)),
    "handed_on": by(lambda who: _("%(who)s handed it on", who=who)),
    "second": by(lambda who: _("%(who)s called in a second person", who=who)),
    "came_along": by(lambda who: _("%(who)s comes along", who=who)),
    "passed_on": passed_on,
    "morning": by(lambda who: _("%(who)s: it can wait until morning", who=who)),
    "same": by(lambda who: _("%(who)s: it is the same as another emergency", who=who)),
    "stood_down": by(lambda who: _("%(who)s stood it down", who=who)),
    "repaired": simply(lambda: _("No call was due, and that was mended")),
}
"""Event -> its words, from who did it and the event's detail."""

MOVED: Mapping[str, str] = {
    "raised": "help",
    "alarm": "help",
    "added": "caller",
    "released": "caller",
    "caller_left": "caller",
    "nobody": "fault",
    "unusable": "fault",
    "dropped": "fault",
    "repaired": "fault",
    "caller_told": "program",
    "asked": "program",
}
"""Event -> who moved, as the story of a call names it; everybody else is a person."""
