"""Words in every language of the line: missing ones are a fault on the danger path, a warning elsewhere."""

from collections.abc import Iterable

from ivr.engine.nodes.record import Record
from ivr.engine.nodes.report import Report
from ivr.flowfile.checks.calls import Calls, Entry, Spot
from ivr.flowfile.checks.speech import all_words
from ivr.flowfile.faults import Faults


def check_words(calls: Calls, entry: Entry, spots: Iterable[Spot], danger: set[Spot], faults: Faults) -> None:
    """Every step that a line's calls come to, and the defaults of its flows; nothing where no lines are known."""
    if not entry.line:
        return
    risky = {(spot.flow, spot.step) for spot in danger}
    for spot in spots:
        step = calls.step(spot)
        for what, words in all_words(step):
            missing = [tag for tag in entry.languages if tag not in words]
            tell = faults.fault if (spot.flow, spot.step) in risky and not what.startswith("hears") else faults.warning
            if missing:
                tell(
                    calls.place(spot),
                    "words-missing",
                    f"{what}: of {step.name} has no words in {', '.join(missing)}",
                    "write them, one language to a line",
                )
    _check_defaults(calls, entry, {spot.flow for spot in spots}, faults)


def _check_defaults(calls: Calls, entry: Entry, flows: set[str], faults: Faults) -> None:
    for flow in flows:
        defaults = calls.flows[flow].defaults
        for what, words in (("when_silent", defaults.when_silent), ("when_wrong", defaults.when_wrong)):
            missing = [tag for tag in entry.languages if words and tag not in words]
            if missing:
                place = calls.files[flow].place
                told = f"{what}: in the defaults of {flow} has no words in {', '.join(missing)}"
                faults.warning(place, "words-missing", told, "write them, one language to a line")


def check_recording_notice(calls: Calls, entry: Entry, spots: Iterable[Spot], faults: Faults) -> None:
    """Whoever is recorded is told so first, in their language: the notice of site.yaml must be there."""
    if not calls.names.lines or not entry.line:
        return
    notice = calls.names.lines[entry.line].recording_notice
    missing = [tag for tag in entry.languages if tag not in notice]
    recording = [spot for spot in spots if isinstance(calls.step(spot), Record | Report)]
    if missing and recording:
        spot = min(recording, key=lambda each: (each.flow, calls.place(each).line))
        what = f"{spot.step} records the caller, and line {entry.line} has no recording notice in {', '.join(missing)}"
        faults.once("fault", calls.place(spot), "recording-notice", what, "write recording_notice: in site.yaml")
