"""The one table of roles: what each may do. Pages name a permission; nothing else asks for a role by its name."""

from enum import StrEnum

from afterhours.site.answering import OrganisationKind


class Permission(StrEnum):
    """What a page, or a part of one, asks of whoever looks at it."""

    READ_CASES = "cases.read"
    """Cases one by one, with the caller's number and the call's journey: those of `cases.all`, and otherwise the cases
    of calls that were offered to this person, while that lasts, and those they wrote to in the last day."""
    ALL_CASES = "cases.all"
    """All cases of the user's own councils: the list, the search, the handover. Without the restricted ones of other
    groups. Not for a contracted answering company."""
    WORK_CALLS = "calls.work"
    """The page of a call that was offered: to take details, check who calls, raise an emergency, and wrap up."""
    SEE_LINES = "lines.see"
    """Who waits in the lines of the user's organisation, who is there for them, and who is to be called back."""
    READ_HISTORY = "history.read"
    """What a caller's other cases were about, beside their number, kind and status."""
    WRITE_CASES = "cases.write"
    """To add notes to the cases one sees, and to put right those of one's own shift."""
    WORK_CASES = "cases.work"
    """To move cases on, to put any of them right, and to link them."""
    ENTER_CALLS = "calls.enter"
    """To enter by hand a call that was taken while the line was down."""
    LEAD_COMPLAINTS = "complaints.lead"
    """The list of complaints, and to lead each from its receipt to its end."""
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
    TAKE_CALLS = "calls.take"
    """To be offered callers, to say whether one is there, and to open the story of a call that was offered."""
    READ_PEOPLE = "people.read"
    """Who may be rung, whether they can be reached, and their shifts; without their numbers."""
    MANAGE_PEOPLE = "people.manage"
    """To add and change people, to see their numbers, to set their PINs, and the duty log."""
    READ_AUDIT = "audit.read"
    """Who saw and changed what, also as a file."""
    REVIEW_CALLERS = "callers.review"
    """To decide about callers whom somebody else has flagged as abusive."""
    MANAGE_PRIVACY = "privacy.manage"
    """Holds, what is due to be purged, and all that is held about one person."""
    REVIEW_QUALITY = "quality.review"
    """To hear the calls that were drawn for assessing, without what tells who called, and to answer the form. No other
    call, and no restricted one."""
    SEE_QUALITY = "quality.see"
    """What assessments of the agents of the user's own organisation came to, and to ask for one more call."""
    SEE_FIGURES = "figures.see"
    """How many called, waited and were answered in the user's councils: counts of five and more, and no case."""
    MANAGE_TEAM = "team.manage"
    """To let agents of the user's own organisation in and to end that, within what agents.yaml allows."""
    MANAGE_ORGANISATIONS = "team.manage-all"
    """The same for every organisation; only for the municipality's own people."""


class Role(StrEnum):
    """What somebody is to the service; the value is what `ivr users add --role` takes."""

    OUT_OF_HOURS_AGENT = "out-of-hours-agent"
    OUT_OF_HOURS_SUPERVISOR = "out-of-hours-supervisor"
    COUNTY_AGENT = "county-agent"
    SUPERVISOR = "supervisor"
    QUALITY_REVIEWER = "quality-reviewer"
    FIGURES = "figures"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    MACHINE = "machine"
    """Another program. It has no pages, and does not sign in to any."""


AGENT = frozenset(
    {
        Permission.READ_CASES,
        Permission.ALL_CASES,
        Permission.WORK_CALLS,
        Permission.SEE_LINES,
        Permission.READ_HISTORY,
        Permission.WRITE_CASES,
        Permission.WORK_CASES,
        Permission.LEAD_COMPLAINTS,
        Permission.ENTER_CALLS,
        Permission.READ_CONTACTS,
        Permission.READ_PEOPLE,
        Permission.HEAR_RECORDINGS,
        Permission.SWITCH_HOURS,
        Permission.CHANGE_ROSTERS,
        Permission.LEAD_EMERGENCIES,
        Permission.TAKE_CALLS,
    }
)
ROLES: dict[Role, frozenset[Permission]] = {
    Role.OUT_OF_HOURS_AGENT: frozenset(
        {
            Permission.READ_CASES,
            Permission.WORK_CALLS,
            Permission.SEE_LINES,
            Permission.WRITE_CASES,
            Permission.ENTER_CALLS,
            Permission.LEAD_EMERGENCIES,
            Permission.TAKE_CALLS,
        }
    ),
    Role.OUT_OF_HOURS_SUPERVISOR: frozenset({Permission.MANAGE_TEAM, Permission.SEE_LINES, Permission.SEE_QUALITY}),
    Role.COUNTY_AGENT: AGENT,
    Role.SUPERVISOR: AGENT
    | {
        Permission.STAND_DOWN,
        Permission.PRINT_TONIGHT,
        Permission.MANAGE_TEAM,
        Permission.REVIEW_CALLERS,
        Permission.SEE_QUALITY,
        Permission.SEE_FIGURES,
    },
    Role.QUALITY_REVIEWER: frozenset({Permission.REVIEW_QUALITY}),
    Role.FIGURES: frozenset({Permission.SEE_FIGURES}),
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.AUDITOR: frozenset({Permission.READ_AUDIT}),
    Role.MACHINE: frozenset(),
}
"""As little as each needs. Who reviews, counts or audits sees no case for it."""

CONTRACTED = (Role.OUT_OF_HOURS_AGENT, Role.OUT_OF_HOURS_SUPERVISOR)
ROLES_OF: dict[OrganisationKind, tuple[Role, ...]] = {
    "answering-company": CONTRACTED,
    "council": tuple(role for role in Role if role not in CONTRACTED),
    "municipality": tuple(Role),
}
"""Which roles an organisation of this kind may give its people."""
LED: dict[Role, tuple[Role, ...]] = {
    Role.OUT_OF_HOURS_SUPERVISOR: (Role.OUT_OF_HOURS_AGENT,),
    Role.SUPERVISOR: (Role.COUNTY_AGENT, Role.OUT_OF_HOURS_AGENT, Role.QUALITY_REVIEWER, Role.FIGURES),
    Role.ADMINISTRATOR: tuple(role for role in Role if role is not Role.MACHINE),
}
"""Whom a role lets in and may end, within the roles of the organisation. Nobody gives more than they lead."""


def led_by(role: str, kind: OrganisationKind) -> tuple[Role, ...]:
    """The roles that somebody with `role` gives in an organisation of this kind."""
    led = LED.get(Role(role), ()) if role in set(Role) else ()
    return tuple(each for each in led if each in ROLES_OF[kind])


def permissions_of(role: str) -> frozenset[Permission]:
    """What `role` may do; a role this program does not know may do nothing."""
    try:
        return ROLES[Role(role)]
    except ValueError:
        return frozenset()
