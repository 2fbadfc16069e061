"""Who answers calls, after reading agents.yaml: organisations, and the groups their agents stand in. Immutable."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, TypeAlias

from afterhours.rules.quality import CALLS_A_MONTH
from ivr.engine.words import Words
from ivr.flowfile.places import Place

COUNTY = "county"
"""The municipality itself, as an organisation; it is always there."""

OrganisationKind: TypeAlias = Literal["municipality", "answering-company", "council"]
MUSIC = ("quiet",)
"""What a group's callers may hear while they wait: served by the program itself."""
AGENTS_FILE = Place("agents.yaml", 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where an organisation gets the links to the calls it is offered: an HTTPS address of its own program, a number
    for texts (E.164), an e-mail address; "" for none."""

    endpoint: str = ""
    text: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Who employs agents: the municipality, a contracted answering company, or a partner council itself.

    `serves`: the councils (tenants) its agents may answer for. `seats`: how many people of it may be let in at the same
    time; None for no limit. `until`: the last day of its contract, in the municipality's zone. `reviews`:
    so many calls of each of its agents are assessed in a month.
    """

    name: str
    title: Words
    serves: tuple[str, ...]
    kind: OrganisationKind = "answering-company"
    seats: int | None = None
    until: date | None = None
    reviews: int = CALLS_A_MONTH
    links: Links = Links()
    place: Place = AGENTS_FILE


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """So many of a hundred callers are to be answered by a human being within so many seconds."""

    percent: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentGroup:
    """Agents of one organisation who are offered the same calls. `title`: what the desk calls it.

    `hours`: the calendar in which they answer; None for always. `telephones`: each agent's own telephone is rung;
    otherwise `number` (E.164), the organisation's switchboard, is, on so many `lines` at a time. `skills`: what they
    may be good at; a language is one.

    Seconds: `ring_for` a telephone rings; `hold_for` an offer may be held by whatever has answered before a key is
    pressed; `longest_wait` a caller stays in line before they are led on; `wrap_up` an agent has after a call.
    `most_waiting`: callers in line; None for no limit. `music`: one of `MUSIC`, an address, or "" for words only.
    `confirm`: whether a key accepts a caller, or only the agent's page. `records`: whether talks are recorded, so that
    their quality can be assessed.
    """

    name: str
    organisation: str
    title: Words = field(default_factory=dict)
    hours: str | None = None
    telephones: bool = False
    number: str = ""
    skills: tuple[str, ...] = ()
    lines: int = 10
    ring_for: int = 20
    hold_for: int = 300
    longest_wait: int = 1200
    most_waiting: int | None = None
    wrap_up: int = 60
    music: str = ""
    confirm: Literal["key", "page"] = "key"
    target: ServiceLevel | None = None
    records: bool = False
    place: Place = AGENTS_FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryEntry:
    """Somebody who may be brought into a talk and is no agent: E.164. `title`: what the desk calls them."""

    name: str
    title: Words
    number: str
    kind: Literal["interpreter", "office"] = "interpreter"
    place: Place = AGENTS_FILE


def with_county(
    organisations: Mapping[str, Organisation], title: str, languages: Iterable[str], councils: Iterable[str]
) -> dict[str, Organisation]:
    """The municipality first, as it is written or, without a line of its own, for every council and without limits."""
    plain = Organisation(
        name=COUNTY, title=dict.fromkeys(languages, title), serves=tuple(councils), kind="municipality"
    )
    own = organisations.get(COUNTY)
    return {COUNTY: replace(own, kind="municipality") if own else plain} | {
        name: each for name, each in organisations.items() if name != COUNTY
    }
