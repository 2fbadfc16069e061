"""A call's way to the agent, for whoever assesses it: what the telephone did, and nothing that was said or typed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from afterhours.models import Turn
from webhooks.desk.telling.history import Line, Part, lines
from webhooks.desk.telling.story import TELLINGS, Teller, colon
from webhooks.desk.telling.story_in_line import IN_LINE
from webhooks.desk.words import plain

AS_ELSEWHERE = frozenset(
    {
        "arrived", "language", "language_not_on_line", "repeated", "no_input", "invalid_input", "corrected",
        "unanswered", "reported", "nothing_recorded", "status_read", "fault", "fallback", "ended",
    }
)  # fmt: skip
"""Kinds of event whose words hold nothing of the caller's; all others but those below are left out."""


def journey(turns: Sequence[Turn], teller: Teller, zone: str, now: Any) -> list[Line]:
    """The oldest first."""
    return list(lines(parts(turns, teller), zone, now))


def parts(turns: Sequence[Turn], teller: Teller) -> Iterator[Part]:
    for turn in turns:
        for event in turn.events:
            told = said(event["step"], event["kind"], event["data"], teller)
            if told is not None:
                yield Part(turn.at, 0, *told)


def said(step: str, kind: str, data: Mapping[str, Any], teller: Teller) -> tuple[str, str] | None:
    """(words, who moved), or None for what a reviewer need not know."""
    if kind in IN_LINE or kind in AS_ELSEWHERE:
        return teller.event(step, kind, data) if kind in IN_LINE else TELLINGS[kind](teller, data)
    if kind == "menu_choice":
        return _("Chose: %(label)s", label=data.get("label") or plain(step)), "caller"
    if kind in ("answered", "input"):
        question = teller.names.question(teller.service, data.get("question") or data.get("name", ""))
        return _("%(question)s answered", question=colon(question)), "caller"
    return None
