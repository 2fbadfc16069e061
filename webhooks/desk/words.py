"""The desk's words: what statuses, kinds, priorities and endings are called, with the shape and tone of each."""

from dataclasses import dataclass

from flask_babel import gettext as _


@dataclass(frozen=True, slots=True)
class Look:
    """A state as it is shown: a word, a shape of `macros.html`, a tone of `look.css`."""

    word: str
    shape: str
    tone: str = ""


def status(value: str) -> Look:
    looks = {
        "new": Look(_("New"), "ring", "live"),
        "open": Look(_("Open"), "half", "live"),
        "waiting": Look(_("Waiting"), "clock", "live"),
        "resolved": Look(_("Resolved"), "tick", "done"),
        "closed": Look(_("Closed"), "square"),
    }
    return looks.get(value) or unknown(value)


def kind(value: str) -> Look:
    looks = {
        "contact": Look(_("Contact"), "dot"),
        "service_request": Look(_("Service request"), "dot"),
        "complaint": Look(_("Complaint"), "diamond"),
        "callback": Look(_("Callback"), "clock"),
        "abandoned": Look(_("Abandoned"), "cross"),
    }
    return looks.get(value) or unknown(value)


def priority(value: str, status_now: str = "new") -> Look:
    """Red is for people who wait: an emergency that is over is no longer red."""
    waits = status_now in ("new", "open", "waiting")
    looks = {
        "normal": Look(_("Normal"), "dash"),
        "urgent": Look(_("Urgent"), "diamond", "warn"),
        "emergency": Look(_("Emergency"), "triangle", "help" if waits else ""),
    }
    return looks.get(value) or unknown(value)


def trust(state: str) -> Look:
    """How far the caller's number can be used."""
    looks = {
        "presented": Look(_("Shown by the network, not proved"), "ring"),
        "withheld": Look(_("Withheld by the caller"), "dash"),
        "unavailable": Look(_("Not available"), "dash"),
        "invalid": Look(_("Not a telephone number"), "warn", "warn"),
    }
    return looks.get(state) or unknown(state)


def no_number(state: str) -> str:
    """What a list shows in the place of a number."""
    said: dict[str, str] = {
        "withheld": _("Withheld"),
        "unavailable": _("Not available"),
        "invalid": _("No valid number"),
    }
    return said.get(state, plain(state))


def attestation(value: str | None) -> str:
    """What the carriers vouch for (STIR/SHAKEN, ATIS-1000074)."""
    said: dict[str, str] = {
        "A": _("The carrier vouches for the caller and the number."),
        "B": _("The carrier knows the caller, but not that the number is theirs."),
        "C": _("The carrier only knows where the call came in."),
        "failed": _("The carriers' signature is wrong: the number may be forged."),
    }
    return said.get(value or "", "")


def ending(value: str | None) -> str:
    """The provider's last word about a call or a leg."""
    said: dict[str, str] = {
        "completed": _("ended in the ordinary way"),
        "busy": _("busy"),
        "failed": _("could not be connected"),
        "no-answer": _("nobody answered"),
        "canceled": _("the caller hung up before it was answered"),
    }
    return said.get(value or "", plain(value or ""))


def hours(value: bool | None) -> str:
    said: dict[bool | None, str] = {
        None: _("The line keeps no hours"),
        True: _("In opening hours"),
        False: _("Out of hours"),
    }
    return said[value]


def rang(result: str) -> str:
    said: dict[str, str] = {
        "talked": _("talked"),
        "no_answer": _("nobody answered"),
        "busy": _("busy"),
        "failed": _("could not be reached"),
        "declined": _("did not take the call"),
    }
    return said.get(result, plain(result))


def plain(name: str) -> str:
    """A name of the program as words: `left_message` -> "left message"."""
    return name.replace("_", " ").replace("-", " ")


def unknown(value: str) -> Look:
    return Look(plain(value), "dot")


def disposition(value: str | None) -> str:
    """How the call ended for the caller; a flow may have set a word of its own."""
    said: dict[str, str] = {
        "abandoned": _("The caller hung up before doing anything"),
        "missed": _("The call never reached the program"),
        "talked": _("The caller talked with somebody"),
        "message_left": _("The caller left a message"),
        "reported": _("The caller reported something"),
        "informed": _("The caller heard what there is to hear"),
        "not_reached": _("Somebody was rung, and nobody answered"),
        "hung_up": _("The caller hung up in the middle"),
        "fault": _("The program failed"),
        "dealt_with": _("Dealt with in this call"),
        "passed_on": _("Passed on to the department"),
        "on_duty": _("The people on duty have it"),
        "put_through": _("Put through to somebody"),
        "call_back": _("To be called back"),
        "no_help": _("Nothing could be done now"),
        "wrong_number": _("Wrong number"),
        "silent": _("Nobody spoke"),
        "nuisance": _("Nuisance"),
        "test": _("A test"),
    }
    return said.get(value or "", plain(value or "").capitalize())


def yes_no(value: str) -> str:
    said: dict[str, str] = {"yes": _("yes"), "no": _("no")}
    return said.get(value, value)


def emergency_raised(service: str) -> str:
    said: str = _("Emergency raised: %(service)s", service=service) if service else _("Emergency raised")
    return said


def texted(name: str, result: str) -> str:
    """What became of a text to somebody who should know of an emergency."""
    said: dict[str, str] = {
        "sent": _("Texted %(name)s: sent", name=name),
        "failed": _("Texted %(name)s: could not be sent", name=name),
    }
    return said.get(result, f"{name}: {plain(result)}")


def noted(note: str) -> str:
    said: str = _("Note: %(note)s", note=note)
    return said
