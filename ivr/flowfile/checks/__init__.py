"""What `ivr check` proves about flows before a revision can go live (shared list: callflows/README.md).

Each module holds one promise and takes the walkable flows (`calls.Calls`); none raises, all report.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ivr.flowfile.checks.answers import check_answers
from ivr.flowfile.checks.blocked import check_blocked
from ivr.flowfile.checks.callback import check_callers_number
from ivr.flowfile.checks.calls import Calls, Entry, Spot
from ivr.flowfile.checks.danger import Danger, check_danger
from ivr.flowfile.checks.languages import check_recording_notice, check_words
from ivr.flowfile.checks.menus import check_menus
from ivr.flowfile.checks.outcomes import check_loops, check_outcomes, check_reachable
from ivr.flowfile.checks.silence import Habits, check_nobody, check_silence, human_or_message
from ivr.flowfile.checks.skills import check_skills
from ivr.flowfile.faults import Faults
from ivr.flowfile.flows import FlowFile
from ivr.flowfile.outside import Names


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proved of one line's way into a flow, in sentences to print."""

    line: str
    flow: str
    silent: str
    wrong: str
    emergency: str
    danger: frozenset[tuple[str, str]] = frozenset()
    """(flow, step) of the emergency choices, and of what leads there."""


def check_flows(files: Mapping[str, FlowFile], names: Names, faults: Faults) -> list[Proof]:
    """Runs every check on flows whose names are resolved; the worst paths come back to be printed."""
    calls = Calls(files, names)
    check_outcomes(calls, faults)
    check_answers(calls, faults)
    check_skills(calls, faults)
    for file in files.values():
        check_menus(file, names.languages(), faults)
    found: dict[Spot, None] = {}
    proofs = []
    for entry in calls.entries():
        spots = calls.reachable([calls.start(entry)])
        found |= spots
        danger = check_danger(calls, entry, faults)
        check_silence(calls, entry, spots, faults)
        check_nobody(calls, entry, spots, faults)
        check_blocked(calls, spots, faults)
        check_words(calls, entry, spots, danger.spots, faults)
        check_recording_notice(calls, entry, spots, faults)
        check_callers_number(calls, entry, faults)
        proofs.append(_proof(calls, entry, danger))
    check_reachable(calls, found, faults)
    check_loops(calls, found, faults)
    return proofs


def _proof(calls: Calls, entry: Entry, danger: Danger) -> Proof:
    start = calls.start(entry)
    silent = Habits(calls, entry.languages, "silent", human_or_message).worst(start)
    wrong = Habits(calls, entry.languages, "wrong", human_or_message).worst(start)
    return Proof(
        entry.line,
        entry.flow,
        str(silent),
        str(wrong),
        danger.told,
        frozenset((each.flow, each.step) for each in danger.spots),
    )


def _spots(danger: Danger) -> frozenset[tuple[str, str]]:
    return frozenset((each.flow, each.step) for each in danger.spots)
