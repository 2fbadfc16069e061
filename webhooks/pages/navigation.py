"""Where a visitor may go from any page, in the order of a night's work. A page of the desk is one line here."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _

from webhooks.roles import Permission

BY_NUMBER = "/desk/cases/by-number"
"""For those who cannot search."""
CASES = "/desk/cases"
PLACES: tuple[tuple[str, Permission, Callable[[], str]], ...] = (
    ("/desk/emergencies", Permission.READ_CASES, lambda: _("Emergencies")),
    ("/desk/lines", Permission.SEE_LINES, lambda: _("Lines")),
    (CASES, Permission.READ_CASES, lambda: _("Cases")),
    (BY_NUMBER, Permission.READ_CASES, lambda: _("By number")),
    ("/desk/rosters", Permission.READ_CASES, lambda: _("Rosters")),
    ("/desk/handover", Permission.ALL_CASES, lambda: _("Handover")),
    ("/desk/complaints", Permission.LEAD_COMPLAINTS, lambda: _("Complaints")),
    ("/desk/hours", Permission.READ_CASES, lambda: _("Hours")),
    ("/desk/people", Permission.READ_PEOPLE, lambda: _("People")),
    ("/desk/team", Permission.MANAGE_TEAM, lambda: _("Team")),
    ("/desk/figures", Permission.SEE_FIGURES, lambda: _("Figures")),
    ("/desk/quality", Permission.REVIEW_QUALITY, lambda: _("Quality")),
    ("/desk/quality/results", Permission.SEE_QUALITY, lambda: _("Quality of the team")),
    ("/desk/quality/mine", Permission.TAKE_CALLS, lambda: _("My reviews")),
    ("/desk/callers", Permission.REVIEW_CALLERS, lambda: _("Flagged callers")),
    ("/desk/privacy", Permission.MANAGE_PRIVACY, lambda: _("Personal data")),
    ("/admin/audit", Permission.READ_AUDIT, lambda: _("Audit")),
)
"""(address, what its page asks for, its name in the reader's language)."""

IN_SIGHT = 5
"""So many fit beside each other in every language; the others unfold."""


@dataclass(frozen=True, slots=True)
class Place:
    """One entry. `here`: the page that is shown is this one, or below it and below no other."""

    address: str
    name: str
    here: bool


def places(permissions: frozenset[Permission], path: str) -> list[Place]:
    """The entries for whoever has `permissions` and looks at `path`."""
    open_to = [
        (address, name)
        for address, asked, name in PLACES
        if asked in permissions and not (address == BY_NUMBER and Permission.ALL_CASES in permissions)
    ]
    near = [address for address, _name in open_to if path == address or path.startswith(f"{address}/")]
    return [Place(address, name(), address == max(near, key=len, default="")) for address, name in open_to]


def in_sight(found: list[Place]) -> tuple[list[Place], list[Place]]:
    """Those that stand beside each other, and those that unfold: never a single one."""
    return (found, []) if len(found) <= IN_SIGHT + 1 else (found[:IN_SIGHT], found[IN_SIGHT:])


def first_place(permissions: frozenset[Permission]) -> str | None:
    """Where the desk begins for whoever has `permissions`: with the cases, where they see any."""
    open_to = [address for address, asked, _name in PLACES if asked in permissions]
    return CASES if CASES in open_to else next(iter(open_to), None)
