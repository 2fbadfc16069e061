"""The words of the page of a call: what came of it, why it was avoidable, how sure one is of who calls, its history."""

from flask_babel import gettext as _
from flask_babel import ngettext

from afterhours.models import CaseEvent
from afterhours.rules.wrapping import WRAPPED
from webhooks.desk import words as desk_words
from webhooks.desk.cases import words as case_words
from webhooks.desk.names import Names
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


def trust(state: str, attestation: str | None) -> Look:
    """How far the number can be trusted: the carriers' word where they give one."""
    if state == "presented" and attestation == "failed":
        return Look(_("May be forged: the carriers' signature is wrong"), "warn", "warn")
    if state == "presented" and attestation == "A":
        return Look(_("The carrier vouches for this number"), "half", "live")
    return desk_words.trust(state)


def sureness(level: str, records: int, *, number: bool) -> Look:
    """What the number says about who calls, as a state. Never a name. `number`: whether there is one at all."""
    if level == "kba_passed":
        return Look(_("Identity checked"), "tick", "done")
    if level == "callback_to_number_on_file":
        return Look(_("Reached at the number on record"), "tick", "done")
    if not number:
        return Look(_("Cannot be looked up without a number"), "dash")
    if not records:
        return Look(_("Nobody on record with this number"), "dash")
    if level == "cli_attested":
        return Look(_("sure: the carrier vouches for the number of 1 person"), "half", "live")
    people: str = ngettext("maybe: %(num)s person with this number", "maybe: %(num)s people with this number", records)
    return Look(people, "ring")


def event(each: CaseEvent, names: Names) -> str:
    """One line of the history. What was changed is named and not told again: it stands in the form above."""
    if each.what != "changed":
        return case_words.event_told(each, names)[0]
    named = [fields().get(name, plain(name)) for name in each.detail.get("fields", {})]
    changed: str = _("Written: %(fields)s", fields=", ".join(named))
    return changed


def why_no_receipt(reason: str) -> str:
    said: dict[str, str] = {
        "no_number": _("There is no number to send it to: take down where they can be reached."),
        "no_mobile": _("No text can reach this number: it is no mobile."),
        "stopped": _("They said STOP to our texts. They can text START to the line's number."),
    }
    return said.get(reason, "")


def script_fault(kind: str | None) -> str:
    """Why an answer to a question of this kind was not kept; None for a question that is gone."""
    said: dict[str | None, str] = {
        "yes_no": _("Choose one of the answers."),
        "choice": _("Choose one of the answers."),
        "number": _("Write the number in digits, such as 12."),
        "phone": _("This is no telephone number with its area code."),
        "text": _("Write what you were answered, or that the caller does not know."),
    }
    return said.get(kind) or _("This question is not open any more: look at the script again.")


def receipt_state(status: str) -> str:
    said: dict[str, str] = {
        "delivered": _("The receipt has arrived."),
        "undelivered": _("The receipt did not arrive."),
        "failed": _("The receipt could not be sent."),
        "refused": _("The receipt could not be sent."),
    }
    on_its_way: str = _("The receipt is on its way.")
    return said.get(status, on_its_way)
