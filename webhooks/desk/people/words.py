"""The people's pages in words: what is known of a number, which duty is meant, what is wrong with a form."""

from flask_babel import gettext as _

from afterhours.rules.number_tests import State
from afterhours.site import Site
from webhooks.desk.names import said
from webhooks.desk.rosters.words import duty_within
from webhooks.desk.words import Look, plain

NUMBER, PIN = "number", "pin"


def number_state(state: State) -> Look:
    """Whether a number counts, and why not."""
    looks: dict[State, Look] = {
        "usable": Look(_("Confirmed"), "tick", "done"),
        "ringing": Look(_("Being rung for a test"), "handset", "live"),
        "untested": Look(_("Not tested yet"), "ring", "warn"),
        "unanswered": Look(_("Test call not confirmed"), "warn", "warn"),
        "expired": Look(_("Confirmed too long ago"), "clock", "warn"),
    }
    return looks[state]


def test_result(result: str | None) -> str:
    """What the last test call came to; "" while nobody knows."""
    told = {
        "answered": _("answered, and the key was pressed"),
        "unpressed": _("answered, but no key was pressed"),
        "no_answer": _("nobody answered"),
        "busy": _("busy"),
        "failed": _("the number could not be rung"),
    }
    return str(told.get(result or "", ""))


def duty(site: Site, roster: str, name: str) -> str:
    """The roster as staff call it, with the duty where it has several."""
    found = site.roster(roster)
    if found is None:
        return plain(roster).capitalize()
    title = said(found.title) if found.title else plain(roster).capitalize()
    return f"{title} · {duty_within(name)}" if len(found.duties) > 1 else title


def fault(field: str) -> str:
    """What is wrong with a field of a person, and how to mend it."""
    told = {
        "handle": _("Use letters, digits and dashes, a letter first, such as ann or duty-manager."),
        "name": _("Enter the person's name."),
        "numbers": _("Write each number with its area code, one on each line, at most six."),
        "email": _("This is no e-mail address. Write it as ann@example.org, or leave it empty."),
        "language": _("Choose one of the languages of the lines."),
        "taken": _("Somebody has this handle already. Choose another."),
        PIN: _("A PIN is 4 to 8 digits, neither all the same nor in a row."),
        "again": _("The two PINs differ. Enter the same twice."),
    }
    return str(told[field])
