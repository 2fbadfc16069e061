"""The words of the page of a call: what came of it, why it was avoidable, how sure one is of who calls, its history."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from afterhours.models import CaseEvent
from afterhours.rules.wrapping import WRAPPED
from webhooks.desk import words as desk_words
from webhooks.desk.words import Look, plain


def dispositions() -> dict[str, str]:
    """What an agent says came of the call, in the order of how often it is needed."""
    return {each: desk_words.disposition(each) for each in WRAPPED}


def avoidable() -> dict[str, str]:
    """Whether a better service would have spared them the call, and why."""
    return {
        "no": _("No, they had to call"),
        "unclear": _("Yes: something we said was unclear"),
        "signposting": _("Yes: they were sent to the wrong place"),
        "repeated": _("Yes: they had told us before"),
        "progress": _("Yes: to ask how it stands"),
        "closed_early": _("Yes: closed before it was done"),
    }


def priority(value: str) -> str:
    return desk_words.priority(value).word


def yes_no() -> dict[str, str]:
    return {"yes": _("Yes"), "no": _("No")}


def fields() -> dict[str, str]:
    """The fields of the form, as a sentence names them."""
    return {
        "caller_name": _("Name"),
        "contact_number": _("Number to reach them"),
        "location": _("Where it is"),
        "subject": _("What it is about"),
        "service": _("Service"),
        "priority": _("Priority"),
        "callback_wanted": _("Wants a call back"),
        "disposition": _("What came of it"),
        "avoidable": _("Could this call have been spared?"),
        "first_contact": _("Settled in this call"),
    }


def sureness(level: str, records: int) -> Look:
    """What the number says about who calls, as a state. Never a name."""
    if level == "kba_passed":
        return Look(_("Identity checked"), "tick", "done")
    if not records:
        return Look(_("Nobody on record with this number"), "dash")
    if level == "cli_attested":
        return Look(_("sure: the carrier vouches for the number of 1 person"), "half", "live")
    people: str = ngettext("maybe: %(num)s person with this number", "maybe: %(num)s people with this number", records)
    return Look(people, "ring")


def event(each: CaseEvent) -> str:
    """One line of the history; what has its own place on the page is told in a word."""
    detail: Mapping[str, Any] = each.detail
    if each.what == "changed":
        names = [fields().get(name, plain(name)) for name in detail.get("fields", {})]
        changed: str = _("Changed: %(fields)s", fields=", ".join(names))
        return changed
    told: dict[str, str] = {
        "note": _("Note: %(note)s", note=detail.get("text", "")),
        "did": _("Done: %(what)s", what=detail.get("text", "")),
        "wrapped_up": _("Work on the call finished"),
        "receipt": _("Receipt sent by text"),
        "emergency_raised": _("Raised an emergency"),
        "identity_checked": _("Identity checked: it was enough")
        if detail.get("passed")
        else _("Identity checked: it was not enough"),
    }
    return told.get(each.what, plain(each.what).capitalize())


def why_no_receipt(reason: str) -> str:
    said: dict[str, str] = {
        "no_number": _("There is no number to send it to: take down where they can be reached."),
        "no_mobile": _("No text can reach this number: it is no mobile."),
        "stopped": _("They said STOP to our texts. They can text START to the line's number."),
    }
    return said.get(reason, "")


def receipt_state(status: str) -> str:
    said: dict[str, str] = {
        "delivered": _("The receipt has arrived."),
        "undelivered": _("The receipt did not arrive."),
        "failed": _("The receipt could not be sent."),
        "refused": _("The receipt could not be sent."),
    }
    on_its_way: str = _("The receipt is on its way.")
    return said.get(status, on_its_way)
