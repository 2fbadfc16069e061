"""The one table of roles: what each may do. Pages name a permission; nothing else asks for a role by its name."""

from enum import StrEnum


class Permission(StrEnum):
    """What a page, or a part of one, asks of whoever looks at it."""

    READ_CASES = "cases.read"
    """The cases of the user's own councils, with the caller's number and the call's journey."""
    WORK_CALLS = "calls.work"
    """The page of a call that was offered: to take details, check who calls, raise an emergency, and wrap up."""
    READ_HISTORY = "history.read"
    """What a caller's other cases were about, beside their number, kind and status."""
    WRITE_CASES = "cases.write"
    """To add notes to the cases one sees, and to put right those of one's own shift."""
    WORK_CASES = "cases.work"
    """To move cases on, to put any of them right, and to link them."""
    READ_CONTACTS = "contacts.read"
    """The names that are on record for a caller's number."""
    SWITCH_HOURS = "hours.switch"
    """To open or close an office of the user's own councils now, until a time."""
    PRINT_TONIGHT = "tonight.print"
    """The paper for the night, with the private numbers of those on duty."""
    CHANGE_ROSTERS = "rosters.change"
    """To enter swaps, cover and extra shifts into the rosters of the user's own councils, and to take them back."""
    HEAR_RECORDINGS = "recordings.hear"
    """What callers said into messages and answers, and its transcript. Not for a contracted answering company: its
    agents speak with callers themselves, and a voice tells more than a case has to."""
    LEAD_EMERGENCIES = "emergencies.lead"
    """To write down for whoever is on duty that an emergency is taken, done, handed on, or can wait."""
    STAND_DOWN = "emergencies.stand-down"
    """To end an emergency that nobody has dealt with."""
    READ_PEOPLE = "people.read"
    """Who may be rung, whether they can be reached, and their shifts; without their numbers."""
    MANAGE_PEOPLE = "people.manage"
    """To add and change people, to see their numbers, to set their PINs, and the duty log."""


class Role(StrEnum):
    """What somebody is to the service; the value is what `ivr users add --role` takes."""

    OUT_OF_HOURS_AGENT = "out-of-hours-agent"
    COUNTY_AGENT = "county-agent"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


AGENT = frozenset(
    {
        Permission.READ_CASES,
        Permission.WORK_CALLS,
        Permission.READ_HISTORY,
        Permission.WRITE_CASES,
        Permission.WORK_CASES,
        Permission.READ_CONTACTS,
        Permission.READ_PEOPLE,
        Permission.HEAR_RECORDINGS,
        Permission.SWITCH_HOURS,
        Permission.CHANGE_ROSTERS,
        Permission.LEAD_EMERGENCIES,
    }
)
ROLES: dict[Role, frozenset[Permission]] = {
    Role.OUT_OF_HOURS_AGENT: frozenset(
        {
            Permission.READ_CASES,
            Permission.WORK_CALLS,
            Permission.WRITE_CASES,
            Permission.LEAD_EMERGENCIES,
        }
    ),
    Role.COUNTY_AGENT: AGENT,
    Role.SUPERVISOR: AGENT | {Permission.STAND_DOWN, Permission.PRINT_TONIGHT},
    Role.ADMINISTRATOR: frozenset(Permission),
}


def permissions_of(role: str) -> frozenset[Permission]:
    """What `role` may do; a role this program does not know may do nothing."""
    try:
        return ROLES[Role(role)]
    except ValueError:
        return frozenset()
