"""Hours of one day as they are written: `"08:30-12:00, 13:00-16:30"`, over midnight too, or `closed`."""

import re
from datetime import time
from itertools import pairwise
from typing import NamedTuple

from afterhours.rules.hours import Window
from ivr.flowfile.nodes import Listing, Node, Scalar
from ivr.flowfile.texts import Reading, scalar_of

WINDOW = re.compile(r"(\d{1,2}):(\d\d)\s*[-–]\s*(\d{1,2}):(\d\d)", re.ASCII)
HOW = 'write it as "08:30-16:30", several with a comma between them, or closed'


class Minutes(NamedTuple):
    """A window as typed, in minutes of the day it belongs to; `closes` may lie in the next day."""

    opens: int
    closes: int


def windows(node: Node, reading: Reading) -> tuple[Window, ...] | None:
    """The windows of one day; `closed` has none."""
    texts = node.items if isinstance(node, Listing) else (node,)
    found: list[Minutes] = []
    for each in texts:
        scalar = scalar_of(each, 'hours such as "08:30-16:30"', reading)
        if scalar is None or (isinstance(node, Listing) and node.torn):
            return None
        if scalar.text.strip().casefold() == "closed" and len(texts) == 1:
            return ()
        read = [window(part, scalar, reading) for part in re.split(r"\s*(?:,|\band\b)\s*", scalar.text.strip())]
        if None in read:
            return None
        found += [each for each in read if each]
    return None if overlapping(found, node, reading) else tuple(as_window(each) for each in found)


def window(text: str, scalar: Scalar, reading: Reading) -> Minutes | None:
    typed = WINDOW.fullmatch(text)
    if typed is None:
        reading.refuse(scalar, "opening hours", HOW)
        return None
    opens, closes = int(typed[1]) * 60 + int(typed[2]), int(typed[3]) * 60 + int(typed[4])
    if opens >= 1440 or closes > 1440 or int(typed[2]) > 59 or int(typed[4]) > 59:
        reading.refuse(scalar, "a time of day", "hours go from 00:00 to 24:00")
        return None
    if opens == closes:
        reading.refuse(scalar, "a time that passes", 'write "00:00-24:00" for the whole day, or closed')
        return None
    return Minutes(opens, closes if closes > opens else closes + 1440)


def overlapping(found: list[Minutes], node: Node, reading: Reading) -> bool:
    """Whether two windows of a day share time; if so, that is reported."""
    ordered = sorted(found)
    if any(later.opens < earlier.closes for earlier, later in pairwise(ordered)):
        reading.fault(node.place, "overlap", "two of these hours overlap", "let each one begin after the one before")
        return True
    return False


def as_window(minutes: Minutes) -> Window:
    opens, closes = (time(each % 1440 // 60, each % 60) for each in minutes)
    return Window(opens, closes)
