"""All flows of a folder: each file read, names resolved, everything checked, all faults told at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from ivr.engine.model import Flow
from ivr.flowfile.checks import Proof, check_flows
from ivr.flowfile.faults import Faults
from ivr.flowfile.flows import FlowFile, read_flow, stem
from ivr.flowfile.flowtests import FlowTest
from ivr.flowfile.names import did_you_mean
from ivr.flowfile.nodes import Node
from ivr.flowfile.outside import Names
from ivr.flowfile.reading import read
from ivr.flowfile.spelling import note_flow


def load_flows(
    files: Mapping[str, bytes], names: Names | None = None, *, check: bool = True
) -> tuple[dict[str, Flow], dict[str, list[FlowTest]], Faults]:
    """Flows by name, tests by flow, and every fault and warning, of `files` (path -> bytes).

    `check` False is for a revision that was checked when it was published: names are resolved, and nothing is proved.
    Raises nothing: whether to refuse is for the caller (`Faults.raise_if_refusing`).
    """
    faults = Faults()
    loaded = read_flows(read_nodes(files, faults), names or Names(), faults, check=check)
    return loaded.flows, loaded.tests, faults


@dataclass(frozen=True, slots=True)
class Loaded:
    """The flows of a folder. `paths`: flow -> its file. `proofs`: what was proved of every line; empty unchecked."""

    flows: dict[str, Flow]
    tests: dict[str, list[FlowTest]]
    paths: dict[str, str]
    proofs: tuple[Proof, ...]


def read_nodes(files: Mapping[str, bytes], faults: Faults) -> dict[str, Node | None]:
    """Path -> node of the files, in the order in which they are read."""
    return {path: read(data, path, faults) for path, data in sorted(files.items())}


def read_flows(nodes: Mapping[str, Node | None], names: Names, faults: Faults, *, check: bool = True) -> Loaded:
    """The same from nodes (path -> node), for whoever needs to know the names of flows before reading them."""
    by_name, read = _typed(nodes, names, faults)
    for each in read:
        _resolve(each, by_name, faults)
    proofs = check_flows(by_name, names, faults) if check else []
    return Loaded(
        flows={each.name: each.flow for each in by_name.values() if each.flow},
        tests={each.name: list(each.tests) for each in by_name.values()},
        paths={each.name: each.file for each in by_name.values()},
        proofs=tuple(proofs),
    )


def prove(files: Mapping[str, bytes], names: Names | None = None) -> list[Proof]:
    """The worst paths of every line, in sentences that `ivr check` prints; faults are `load_flows`'s."""
    names, faults = names or Names(), Faults()
    by_name, _ = _typed(read_nodes(files, faults), names, faults)
    return check_flows(by_name, names, faults)


def _typed(
    nodes: Mapping[str, Node | None], names: Names, faults: Faults
) -> tuple[dict[str, FlowFile], list[FlowFile]]:
    for path, node in nodes.items():
        note_flow(node, stem(path), names.spellings)
    read = [read_flow(node, path, names, faults) for path, node in nodes.items()]
    return _by_name(read, faults), read


def _by_name(read: list[FlowFile], faults: Faults) -> dict[str, FlowFile]:
    found: dict[str, FlowFile] = {}
    for each in read:
        earlier = found.setdefault(each.name, each)
        if earlier is not each:
            what = f'the flow "{each.name}" is also in {earlier.file}, line {earlier.place.line}'
            faults.fault(each.place, "duplicate-flow", what, "give one of the two another name")
    return found


def _resolve(read: FlowFile, flows: Mapping[str, FlowFile], faults: Faults) -> None:
    """Every target must be a step of this flow, or a flow. A torn file names no missing steps: they may be lost."""
    steps = set(read.places)
    for each in read.references:
        known = {*steps, *flows} if each.kind == "step" else set(flows)
        if each.name in known or (each.kind == "step" and read.whole is False and not steps):
            continue
        wanted = "a step of this flow, or a flow" if each.kind == "step" else "a flow"
        mend = did_you_mean(each.typed.text, known)
        read.whole = False
        faults.fault(each.typed.place, f"unknown-{each.kind}", f'"{each.typed.text}" is not {wanted}', mend)
