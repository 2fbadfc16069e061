"""What the story of a call says about agents: the caller who waits for a group, and whoever is offered the caller."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from flask_babel import gettext as _

from webhooks.desk.names import Names
from webhooks.desk.telling.story_at_night import simply
from webhooks.desk.words import plain, rang
from webhooks.pages.times import duration

Data: TypeAlias = Mapping[str, Any]


def waits_for(_names: Names, data: Data) -> tuple[str, str]:
    group = plain(data.get("group", ""))
    match data.get("state"):
        case "closed":
            return _("%(group)s does not answer at this hour", group=group), "program"
        case "full":
            return _("The line of %(group)s is full", group=group), "program"
        case _other:
            return _("Waits for %(group)s", group=group), "caller"


def left_line(_names: Names, data: Data) -> tuple[str, str]:
    group = plain(data.get("group", ""))
    if data.get("why") == "gave_up":
        return _("Waited no longer for %(group)s", group=group), "caller"
    return _("Nobody of %(group)s took the call", group=group), "program"


def cut_off(_names: Names, data: Data) -> tuple[str, str]:
    return _(
        "Was cut off, and stands in front of the line of %(group)s again", group=plain(data.get("group", ""))
    ), "caller"


def callback_taken(_names: Names, data: Data) -> tuple[str, str]:
    return _("Is to be called back by %(group)s, and keeps the place", group=plain(data.get("group", ""))), "caller"


def offer_rang(_names: Names, data: Data) -> tuple[str, str]:
    if data.get("result") == "talked":
        return _("Rang the caller: talked for %(time)s", time=duration(data.get("seconds", 0))), "person"
    return _("Rang the caller: %(result)s", result=rang(data.get("result", ""))), "person"


IN_LINE: Mapping[str, Callable[[Names, Data], tuple[str, str]]] = {
    "by_message": simply(lambda: _("Is answered by message only: calls from this number are blocked"), "program"),
    "waits_for": waits_for,
    "left_line": left_line,
    "callback_taken": callback_taken,
    "cut_off": cut_off,
    "offer_answered": simply(lambda: _("Something answered; nobody has pressed a key yet"), "person"),
    "offer_accepted": simply(lambda: _("Took the caller with a key"), "person"),
    "offer_declined": simply(lambda: _("Declined the caller"), "person"),
    "offer_missed": simply(lambda: _("Nobody pressed a key in time"), "person"),
    "offer_called_back": simply(lambda: _("Rings the caller"), "person"),
    "offer_rang": offer_rang,
    "offer_not_reached": simply(lambda: _("Did not reach the caller themselves"), "person"),
}
"""Kind of event -> (words, who moved); see `story.TELLINGS`."""
