"""What people did with a case, in the reader's language: moves with their reasons, corrections, links, notes, texts."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from flask_babel import gettext
from flask_babel import lazy_gettext as later

from afterhours.models import CaseEvent, TextMessage
from afterhours.rules.case_numbers import has_form, written
from webhooks.desk import words
from webhooks.desk.complaints.words import EVENTS as COMPLAINT_EVENTS
from webhooks.desk.names import Names
from webhooks.desk.words import plain

Data: TypeAlias = Mapping[str, Any]
Told: TypeAlias = tuple[str, str, str]
"""(words, who moved, what stands small below)."""


def _(message: str, **values: Any) -> str:
    return str(gettext(message, **values))


REASONS: Mapping[str, Any] = {
    "caller": later("the caller is to answer"),
    "third_party": later("somebody else is to do something"),
    "callback": later("the caller is to be called back"),
    "escalated": later("it was passed on to somebody with more say"),
    "done": later("done"),
    "withdrawn": later("the caller does not want it any more"),
    "not_reached": later("the caller could not be reached"),
    "abandoned": later("hung up before saying anything"),
    "silent": later("nobody spoke"),
    "test": later("a test call"),
    "wrong_number": later("a wrong number"),
    "spam": later("advertising or nuisance"),
    "duplicate": later("a duplicate"),
    "not_solved": later("it was not solved"),
    "new_facts": later("something new is known"),
    "closed_by_mistake": later("it was closed by mistake"),
}
LINKS: Mapping[str, tuple[Any, Any]] = {
    "repeat_of": (later("Repeats"), later("Repeated by")),
    "progress_chase_of": (later("Asks how it stands with"), later("Asked about by")),
    "duplicate_of": (later("Duplicate of"), later("Has the duplicate")),
    "follow_up_of": (later("Follows up"), later("Followed up by")),
    "parent": (later("Part of"), later("Has the part")),
}
"""Kind -> (read from the case that points, read from the one that is pointed at)."""
FIELDS: Mapping[str, Any] = {
    "service": later("Service"),
    "priority": later("Priority"),
    "location": later("Location"),
    "subject": later("Subject"),
    "caller_name": later("Caller's name"),
    "contact_number": later("Number to reach them at"),
    "callback_wanted": later("Wants to be called back"),
    "disposition": later("How the call ended"),
    "avoidable": later("Avoidable contact"),
    "first_contact": later("Solved at first contact"),
}


def reason(value: str | None) -> str:
    return str(REASONS.get(value or "", plain(value or "")))


def field(name: str) -> str:
    return str(FIELDS.get(name, plain(name).capitalize()))


def link(kind: str, *, ahead: bool) -> str:
    return str(LINKS[kind][0 if ahead else 1]) if kind in LINKS else plain(kind).capitalize()


def event_told(event: CaseEvent, names: Names) -> Told:
    """One event of the desk; who did it stands below."""
    telling = EVENTS.get(event.what)
    said = telling(event.detail, names) if telling else plain(event.what.replace(".", " ")).capitalize()
    return said, "person", _("by the program") if event.actor == "ivr" else event.actor


def moved(detail: Data, _names: Names) -> str:
    to = words.status(detail.get("to", "")).word
    if detail.get("reason"):
        return _("%(status)s: %(reason)s", status=to, reason=reason(detail["reason"]))
    return _("Now: %(status)s", status=to)


def changed(detail: Data, names: Names) -> str:
    told = [
        _("%(field)s: %(after)s, before %(before)s", field=field(name), before=before, after=after)
        for name, (before, after) in (
            (name, [value(name, each, names) for each in both]) for name, both in detail.get("fields", {}).items()
        )
    ]
    return _("Corrected. %(fields)s", fields="; ".join(told))


def value(name: str, given: Any, names: Names) -> str:
    """A field's value as it is read."""
    if given is None or given == "":
        return _("nothing")
    if isinstance(given, bool):
        return words.yes_no("yes" if given else "no")
    if name == "service":
        return names.service(str(given))
    if name == "priority":
        return words.priority(str(given)).word
    if name == "disposition":
        return words.disposition(str(given))
    return f"“{given}”"


def linked(*, ahead: bool) -> Callable[[Data, Names], str]:
    def telling(detail: Data, _names: Names) -> str:
        return _("%(link)s case %(number)s", link=link(detail["kind"], ahead=ahead), number=number(detail["case"]))

    return telling


def number(digits: str) -> str:
    return written(digits) if has_form(digits) else digits


def quoted(detail: Data, _names: Names) -> str:
    return words.noted(str(detail.get("text", "")))


def identity_checked(detail: Data, _names: Names) -> str:
    return _("Identity checked: it was enough") if detail.get("passed") else _("Identity checked: it was not enough")


EVENTS: Mapping[str, Callable[[Data, Names], str]] = {
    "moved": moved,
    "changed": changed,
    "note": quoted,
    "did": lambda detail, _names: _("Did: %(text)s", text=detail.get("text", "")),
    "linked": linked(ahead=True),
    "linked_from": linked(ahead=False),
    "unlinked": lambda detail, _names: _("The link with case %(number)s was taken back", number=number(detail["case"])),
    "receipt": lambda _detail, _names: _("A receipt was sent by text"),
    "identity_checked": identity_checked,
    "emergency_raised": lambda detail, names: words.emergency_raised(names.service(detail.get("service", ""))),
    "wrapped_up": lambda _detail, _names: _("The work on the call was finished"),
    "entered": lambda _detail, _names: _("Entered by hand"),
    **COMPLAINT_EVENTS,
}
"""What -> its words; what is not here is shown by its name."""


def text_told(each: TextMessage, names: Names) -> tuple[str, str]:
    """A text of this case: its words, and what became of it."""
    theirs = each.from_number if each.direction == "in" else each.to_number
    shown = names.phone(theirs, each.tenant) if theirs else _("a number that was deleted")
    body = _("its words were deleted") if each.purged_at else f"“{each.body}”"
    if each.direction == "in":
        return _("Text from %(number)s: %(body)s", number=shown, body=body), ""
    return _("Text to %(number)s: %(body)s", number=shown, body=body), plain(each.status)
