"""Where a visitor may go from any page, in the order of a night's work. A page of the desk is one line here."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _

from webhooks.roles import Permission

PLACES: tuple[tuple[str, Permission, Callable[[], str]], ...] = (
    ("/desk/emergencies", Permission.READ_CASES, lambda: _("Emergencies")),
    ("/desk/cases", Permission.READ_CASES, lambda: _("Cases")),
    ("/desk/rosters", Permission.READ_CASES, lambda: _("Rosters")),
    ("/desk/hours", Permission.READ_CASES, lambda: _("Hours")),
    ("/desk/handover", Permission.READ_CASES, lambda: _("Handover")),
    ("/desk/people", Permission.READ_PEOPLE, lambda: _("People")),
)
"""(address, what its page asks for, its name in the reader's language)."""


@dataclass(frozen=True, slots=True)
class Place:
    """One entry. `here`: the page that is shown is this one, or below it."""

    address: str
    name: str
    here: bool


def places(permissions: frozenset[Permission], path: str) -> list[Place]:
    """The entries for whoever has `permissions` and looks at `path`."""
    return [
        Place(address, name(), path == address or path.startswith(f"{address}/"))
        for address, asked, name in PLACES
        if asked in permissions
    ]
