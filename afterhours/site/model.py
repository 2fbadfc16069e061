"""What the folder callflows/ says, after reading. Immutable; names as their definition spells them, numbers E.164."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from afterhours.rules.escalation import Level, Plan
from afterhours.rules.escalation import Target as Aimed
from afterhours.rules.hours import Hours
from afterhours.rules.quality import Question
from afterhours.rules.retention import DEFAULTS, Retention
from afterhours.rules.rosters.model import Roster
from afterhours.rules.scripts import Script
from afterhours.site.answering import COUNTY, AgentGroup, DirectoryEntry, Organisation
from afterhours.site.identity import USUAL, IdentityQuestion
from ivr.engine.model import Book, Line, RequestKind, Voice
from ivr.engine.words import Words
from ivr.flowfile.checks import Proof
from ivr.flowfile.flowtests import FlowTest
from ivr.flowfile.names import among
from ivr.flowfile.places import Place

Needed: TypeAlias = Literal["always", "out_of_hours", "in_hours"]


@dataclass(frozen=True, slots=True)
class Target:
    """Until when a request should be dealt with; exactly one of a plain duration in seconds and business days."""

    seconds: int | None = None
    business_days: int | None = None


@dataclass(frozen=True, slots=True)
class Complaints:
    """Within what time a complaint gets a receipt and an answer, and the handles to whom it goes up, one a level.

    The usual times: a receipt on the next business day, an answer in ten. Councils promise between one and ten days.
    """

    acknowledge_within: Target = field(default_factory=lambda: Target(business_days=1))
    answer_within: Target = field(default_factory=lambda: Target(business_days=10))
    escalate_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    """The municipality itself, or a partner council (a tenant): what its lines have in common.

    `office_hours`: the calendar of its office. `handover_to`, `tonight_to`: handles of those who get the handover in
    the morning, and the rosters and numbers in the evening.
    """

    tenant: str
    name: str
    zone: str
    country: str
    emergency_number: str
    languages: Mapping[str, Voice]
    fallback_person: str
    recording_notice: Words
    duty_number: str = ""
    """E.164; rings and texts the people on duty. "" for the number of the council's first line."""
    office_hours: str | None = None
    handover_to: tuple[str, ...] = ()
    tonight_to: tuple[str, ...] = ()
    identity: Mapping[str, IdentityQuestion] = field(default_factory=lambda: USUAL)
    """What an agent asks before a name is told, by its name."""
    retention: Retention = field(default_factory=lambda: DEFAULTS)
    relay_numbers: tuple[str, ...] = ()
    """E.164, of relay services: whoever calls from one speaks for somebody else."""
    transcripts: bool = True
    """Whether recordings are written down by the provider's machine."""
    complaints: Complaints = field(default_factory=Complaints)
    """What those who complain are promised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A kind of request, as the desk needs it; what a call needs of it is `request`. `knowledge` is Markdown.

    `restricted`: the group of agents who alone see its cases. `answered_by`: organisations and groups; () for anybody.
    `script`: what agents ask.
    """

    request: RequestKind
    department: str | None = None
    knowledge: str = ""
    target: Target | None = None
    restricted: str | None = None
    answered_by: tuple[str, ...] = ()
    script: Script | None = None
    complaint: bool = False
    """Whether whoever asks for it complains: their case becomes a complaint when the call is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRoster:
    """A roster of a council: for each duty a roster of the calculator, and the plan by which people are called.

    `hours`: the calendar it follows. `needed`: when somebody has to be on duty; gaps are told then.
    `title`: what the desk calls it. `place`: where it is written.
    """

    name: str
    tenant: str
    zone: str
    duties: Mapping[str, Roster]
    plan: Plan
    place: Place
    hours: str | None = None
    needed: Needed = "always"
    title: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One revision of the folder. `tenant` is the municipality's own, under which revisions are published.

    `people`: handle -> the place that names it first. `tests`: flow -> its tests. `paths`: flow -> its file.
    `proofs`: what was proved of each line, empty for a revision that was checked when it was published.
    `dated`: (calendar, first day) -> where a date of hours.yaml is written.
    `organisations`: who answers; `county` is always there. `groups`: their agents' groups.
    `directory`: whom they may bring into a talk. `quality`: what a reviewer answers about a call.
    """

    tenant: str
    councils: Mapping[str, Council]
    hours: Mapping[str, Hours]
    services: Mapping[str, Service]
    book: Book
    tests: Mapping[str, list[FlowTest]]
    people: Mapping[str, Place]
    rosters: Mapping[str, SiteRoster] = field(default_factory=dict)
    dated: Mapping[tuple[str, date], Place] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    proofs: tuple[Proof, ...] = ()
    organisations: Mapping[str, Organisation] = field(default_factory=dict)
    groups: Mapping[str, AgentGroup] = field(default_factory=dict)
    directory: Mapping[str, DirectoryEntry] = field(default_factory=dict)
    quality: tuple[Question, ...] = ()

    def calendar(self, name: str) -> Hours | None:
        """The opening hours of this name, in whatever spelling an older revision has it."""
        return self.hours.get(name) or next((self.hours[each] for each in (among(name, self.hours),) if each), None)

    def roster(self, name: str) -> SiteRoster | None:
        """The roster of this name, in whatever spelling an older revision has it."""
        return self.rosters.get(name) or next(
            (self.rosters[each] for each in (among(name, self.rosters),) if each), None
        )

    def restricted(self, service: str) -> str | None:
        """The group that alone may see cases of this kind of request; None when everybody may."""
        found = self.services.get(service) or self.services.get(among(service, self.services) or "")
        return found.restricted if found else None

    def organisation(self, name: str) -> Organisation | None:
        """Who answers by this name; the municipality is there also in what was released before agents.yaml."""
        if name == COUNTY and COUNTY not in self.organisations:
            return Organisation(name=COUNTY, title={}, serves=tuple(self.councils), kind="municipality")
        found = among(name, self.organisations)
        return self.organisations[found] if found else None

    def plan_of(self, roster: str) -> Plan:
        """How the people of a roster are called; of one that is gone, the municipality's fallback person is."""
        found = self.roster(roster)
        return found.plan if found else Plan(levels=(Level(ring=(self._fallback(),), seconds=30),))

    def _fallback(self) -> Aimed:
        return Aimed("person", self.councils[self.tenant].fallback_person)

    def place_of(self, flow: str, step: str) -> Place:
        """Where a step is written."""
        found = self.book.flows[flow].steps.get(step)
        return Place(self.paths.get(flow, f"flows/{flow}.yaml"), found.line if found else 1, 1)

    def duty_number(self, tenant: str) -> str:
        """The one number (E.164) that people on duty for this council see when they are rung or texted."""
        council = self.councils.get(tenant)
        if council is not None and council.duty_number:
            return council.duty_number
        lines = list(self.book.lines.values())
        return next((line for line in lines if line.tenant == tenant), lines[0]).number

    def line_of(self, number: str | None) -> Line:
        """The line with this number (E.164); for a number nobody knows the first line: whoever rings is answered."""
        lines = self.book.lines.values()
        return next((line for line in lines if line.number == number), next(iter(lines)))
