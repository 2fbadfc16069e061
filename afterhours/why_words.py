"""Why somebody is on duty, in plain English, for commands and calendars. Pages have words of their own, translated."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from afterhours.rules.rosters.reasons import Reason


def why(reasons: Sequence[Reason], zone: str) -> str:
    """The links of the chain, one after the other; times in `zone` (IANA)."""
    return "; ".join(sentence(each, zone) for each in reasons)


def sentence(reason: Reason, zone: str) -> str:
    match reason.cause:
        case "layer":
            return f"layer {reason.name}"
        case "in_hours" | "out_of_hours":
            state = "open" if reason.cause == "in_hours" else "closed"
            return f"{reason.name} is {state}{told(reason)}"
        case "holiday":
            return f"holiday: {reason.name}"
        case "gap":
            return "no layer has anybody then"
        case _:
            return exception(reason) + entered(reason, zone)


def exception(reason: Reason) -> str:
    """What was entered by hand."""
    people = " and ".join(reason.people) or "nobody"
    words = {
        "replace": f"{people} for {reason.name}",
        "add": f"{people} as well",
        "remove": f"without {reason.name}",
        "take_over": f"{people} in place of everybody",
        "temporary": f"temporary schedule {reason.name}",
    }
    return words[reason.cause]


def told(reason: Reason) -> str:
    by = f" by order of {reason.by}" if reason.by else ""
    return f"{by}: {reason.detail}" if reason.detail else by


def entered(reason: Reason, zone: str) -> str:
    """Who entered an exception, why, and until when it holds."""
    until = f" until {local(reason.until, zone)}" if reason.until else ""
    detail = f", {reason.detail}" if reason.detail else ""
    return f"{until} (entered by {reason.by or 'nobody'}{detail})"


def local(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%a %d %b %Y %H:%M}"
