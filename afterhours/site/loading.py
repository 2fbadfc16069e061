"""All files of the folder to one `Site`, with every fault of every file at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from afterhours.rules.hours import Hours
from afterhours.site.agents import Answering, read_agents
from afterhours.site.answerers import Answerers
from afterhours.site.councils import Councils, read_councils, with_notices
from afterhours.site.dates import dated_places
from afterhours.site.hours import read_hours, with_councils
from afterhours.site.knowledge import KNOWLEDGE, Notes, is_note
from afterhours.site.lines import LineRead, built, check_lines, read_lines, spelt
from afterhours.site.model import Site
from afterhours.site.offices import with_hours_of_lines
from afterhours.site.quality import read_quality
from afterhours.site.rosters import World, read_rosters
from afterhours.site.services import note_questions, read_services
from ivr.engine.model import Book, Line, RequestKind
from ivr.engine.nodes.ring import Ring
from ivr.flowfile.faults import Faults
from ivr.flowfile.flows import stem
from ivr.flowfile.loading import Loaded, read_flows, read_nodes
from ivr.flowfile.names import among, did_you_mean, shown
from ivr.flowfile.nodes import Mapping as Group
from ivr.flowfile.nodes import Node
from ivr.flowfile.outside import Names
from ivr.flowfile.places import Place
from ivr.flowfile.reading import read
from ivr.flowfile.spelling import Spelling, Spellings, note_flow
from ivr.flowfile.texts import Reading

OWN_FILES = ("site.yaml", "services.yaml", "hours.yaml", "rosters.yaml", "agents.yaml", "quality.yaml")
FLOWS = "flows"
ENDINGS = (".yaml", ".yml", ".md")


def read_folder(folder: Path) -> dict[str, bytes]:
    """Path within the folder -> content of its YAML files, of flows/ and of the notes in knowledge/. Raises OSError."""
    places = [*folder.glob("*.y*ml"), *(folder / FLOWS).glob("**/*.y*ml"), *(folder / KNOWLEDGE).glob("*.md")]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(places)
        if path.is_file() and path.suffix in ENDINGS and not path.name.startswith(".")
    }


def load_site(
    files: Mapping[str, bytes], people: Collection[str] | None = None, *, check: bool = True
) -> tuple[Site | None, Faults]:
    """The site and every fault and warning; None when a fault refuses it.

    `people`: the handles that are known; None when nobody can say, and then they are not checked.
    `check` False is for a revision that was checked when it was published: the flows are read, and nothing is proved.
    In one of the previous version emergencies may name people; the plan for them is found when they are raised.
    """
    faults = Faults()
    check_files(files, faults)
    nodes = {file: read(files[file], file, faults) if file in files else None for file in OWN_FILES}
    flow_nodes = read_nodes({path: data for path, data in files.items() if is_flow(path)}, faults)
    handles: dict[str, Place] = {}
    notes = Notes(files)
    upper = read_upper(nodes, people, handles, spellings_of(nodes, flow_nodes), faults)
    world = World(upper.councils, upper.hours, upper.hours_named, handles)
    rosters, rosters_named = read_rosters(nodes["rosters.yaml"], world, Reading(faults, upper.names))
    known = rosters_named if check else None
    answering = read_agents(nodes["agents.yaml"], upper.councils, upper.hours_named, Reading(faults, upper.names))
    quality = read_quality(nodes["quality.yaml"], Reading(faults, upper.names))
    who = Answerers(answering.named, answering.named_groups) if check else Answerers()
    services, named = read_services(nodes["services.yaml"], known, who, notes, Reading(faults, upper.names))
    notes.tell_unused(faults)
    requests = {each: services[each].request if each in services else blank(each) for each in named}
    names = replace(upper.names, requests=requests, rosters=known, groups=skills_of(answering) if check else None)
    loaded = read_flows(flow_nodes, names, faults, check=check)
    check_lines(upper.read, known_names(upper, set(loaded.paths)), upper.named, Reading(faults, names))
    note_people(loaded, handles)
    check_people(handles, people, faults)
    if faults.refusing or upper.councils.own is None:
        return None, faults
    book = Book(flows=loaded.flows, requests=requests, lines=upper.lines)
    own, lines = upper.councils.own.tenant, upper.lines.values()
    councils = {each: with_hours_of_lines(one, lines) for each, one in upper.councils.by_tenant().items()}
    site = Site(
        tenant=own,
        councils=councils,
        hours=upper.hours,
        services=services,
        book=book,
        tests=loaded.tests,
        people=handles,
        rosters=rosters,
        dated=dated_places(nodes["hours.yaml"], Reading(Faults(), upper.names)),
        paths=loaded.paths,
        proofs=loaded.proofs,
        organisations=answering.organisations,
        groups=answering.groups,
        directory=answering.directory,
        quality=quality,
    )
    return site, faults


@dataclass(frozen=True, slots=True)
class Upper:
    """What must be known before the words of services and flows are read. `named`: lines, faulty ones too."""

    hours: Mapping[str, Hours]
    hours_named: set[str]
    councils: Councils
    read: list[LineRead]
    named: set[str]
    lines: Mapping[str, Line]
    names: Names


def spellings_of(own: Mapping[str, Node | None], flows: Mapping[str, Node | None]) -> Spellings:
    """How every name of the folder is spelt; questions of services.yaml before answers of the flows."""
    found = Spellings()
    note_questions(own["services.yaml"], found)
    for path, node in flows.items():
        note_flow(node, stem(path), found)
    return found


def read_upper(
    nodes: Mapping[str, Node | None],
    people: Collection[str] | None,
    handles: dict[str, Place],
    spellings: Spellings,
    faults: Faults,
) -> Upper:
    """hours.yaml and site.yaml. The languages of the lines decide which words may be written anywhere."""
    reading, site = Reading(faults, Names(spellings=spellings)), nodes["site.yaml"]
    calendars = names_in(nodes["hours.yaml"])
    councils = read_councils(site, handles, calendars, reading) if site is not None else Councils()
    hours = read_hours(nodes["hours.yaml"], councils.named, reading)
    lines, named = read_lines(site, reading) if site is not None else ([], set())
    known = {"flow": spellings.flows, "closed": spellings.flows, "hours": Spelling(calendars)}
    lines = spelt(lines, known | {"tenant": Spelling(councils.named), "then": Spelling(named)})
    names = replace(reading.names, lines=built_lines(lines, councils), people=people, hours=calendars)
    if site is not None:
        with_notices(site, councils, Reading(faults, names))
    spoken = built_lines(lines, councils)
    hours = with_councils(hours, spoken.values(), councils.own.tenant if councils.own else "")
    return Upper(hours, calendars, councils, lines, named, spoken, replace(names, lines=spoken))


def built_lines(lines: list[LineRead], councils: Councils) -> dict[str, Line]:
    """The lines whose council could be read."""
    found = {}
    for line in lines:
        council = councils.tenants.get(line.text("tenant") or "") if line.text("tenant") else councils.own
        if council is not None:
            found[line.name] = built(line, council)
    return found


def skills_of(answering: Answering) -> dict[str, tuple[str, ...] | None]:
    """Group -> what its agents may be good at; None for one with faults, so that flows that name it are not blamed."""
    found = answering.groups
    return {name: found[name].skills if name in found else None for name in sorted(answering.named_groups)}


def blank(service: str) -> RequestKind:
    """Stands for a kind of request with faults, so that flows that name it are not blamed."""
    return RequestKind(name=service, title={})


def known_names(upper: Upper, flows: set[str]) -> dict[str, tuple[str, Collection[str]]]:
    """Field of a line -> what it names, and the names there are."""
    return {
        "flow": ("a flow", flows),
        "closed": ("a flow", flows),
        "hours": ("a name of hours.yaml", upper.hours_named),
        "tenant": ("a partner council of site.yaml", upper.councils.named),
    }


def check_files(files: Mapping[str, bytes], faults: Faults) -> None:
    """A file with a misspelt name would be left out in silence."""
    if "site.yaml" not in files:
        what = "there is no file site.yaml in this folder"
        faults.fault(Place("site.yaml", 1, 1), "file-missing", what, "name the folder with the call flows, or write it")
    for path in files:
        if path not in OWN_FILES and not is_flow(path) and not is_note(path):
            faults.fault(
                Place(path, 1, 1), "unknown-file", "this file would not be read", did_you_mean(path, OWN_FILES)
            )


def is_flow(path: str) -> bool:
    return PurePosixPath(path).parts[0] == FLOWS


def names_in(node: Node | None) -> set[str]:
    """The names that stand in a file, those of faulty entries too."""
    return {shown(key.text) for key, _ in node.entries} if isinstance(node, Group) else set()


def note_people(loaded: Loaded, handles: dict[str, Place]) -> None:
    """Adds the people whom the flows ring."""
    for flow in loaded.flows.values():
        for step in flow.steps.values():
            if isinstance(step, Ring) and step.ring.person:
                handles.setdefault(step.ring.person, Place(loaded.paths[flow.name], step.line, 1))


def check_people(handles: Mapping[str, Place], people: Collection[str] | None, faults: Faults) -> None:
    """Steps that ring have been checked by their own file; this is about fallback persons and emergencies."""
    if people is None:
        return
    for handle, place in handles.items():
        if among(handle, people) is None and not is_flow(place.file):
            what = f'"{handle}" is no person with a telephone'
            mend = did_you_mean(handle, people) + ", or add the person with `ivr people import`"
            faults.fault(place, "unknown-person", what, mend)
