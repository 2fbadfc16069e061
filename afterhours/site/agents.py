"""agents.yaml: who answers calls. Organisations with their seats and dates, the groups their agents stand in, and whom
they may bring into a talk."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from afterhours.site.agent_groups import read_groups
from afterhours.site.answering import COUNTY, AgentGroup, DirectoryEntry, Organisation, with_county
from afterhours.site.councils import Councils, later
from afterhours.site.directory import read_directory
from afterhours.site.groups import entry_of, read_group
from afterhours.site.organisations import read_organisations
from ivr.flowfile.nodes import Node
from ivr.flowfile.places import Place
from ivr.flowfile.texts import Reading

PARTS = ("organisations", "groups", "directory")


@dataclass(frozen=True, slots=True)
class Answering:
    """What agents.yaml says. `named`: every organisation and group that stands there, faulty ones too; `named_groups`:
    the groups among them."""

    organisations: Mapping[str, Organisation]
    groups: Mapping[str, AgentGroup]
    directory: Mapping[str, DirectoryEntry]
    named: frozenset[str]
    named_groups: frozenset[str]


def read_agents(node: Node | None, councils: Councils, calendars: Collection[str], reading: Reading) -> Answering:
    """Without the file the municipality alone answers, for every council. `calendars`: the names of hours.yaml."""
    if node is not None:
        read_group(node, "agents.yaml", dict.fromkeys(PARTS, later), (), reading, Place("agents.yaml", 1, 1))
    organisations, firms = read_organisations(part_of(node, "organisations"), councils, reading)
    groups, teams = read_groups(part_of(node, "groups"), [COUNTY, *firms], calendars, reading)
    directory = read_directory(part_of(node, "directory"), reading)
    own = councils.own
    if own is not None:
        served = [own.tenant, *sorted(councils.named)]
        organisations = with_county(organisations, own.name, own.languages, served)
    return Answering(organisations, groups, directory, frozenset({COUNTY, *firms, *teams}), frozenset(teams))


def part_of(node: Node | None, part: str) -> Node | None:
    found = entry_of(node, part) if node is not None else None
    return found[1] if found else None
