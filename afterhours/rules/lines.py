"""Which line and which flow serve a call: campaign lines end, and closed lines have a flow of their own."""

from collections.abc import Mapping
from datetime import date

from ivr.engine.model import Line


def serving(lines: Mapping[str, Line], line: Line, day: date) -> Line:
    """The line that serves a call to `line` on `day` (local): itself, or what a campaign leads to out of season."""
    seen = {line.name}
    while not in_season(line, day) and line.then and line.then not in seen:
        line = lines[line.then]
        seen.add(line.name)
    return line


def in_season(line: Line, day: date) -> bool:
    """Whether `day` is between the first and the last day of a campaign; a line without them is always in season."""
    return (line.first_day or day) <= day <= (line.last_day or day)


def flow_for(line: Line, open_now: bool | None) -> str:
    """The flow that begins: the closed one out of hours; `open_now` is None for a line without hours."""
    return line.closed if open_now is False and line.closed else line.flow
