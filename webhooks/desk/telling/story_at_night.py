"""What the story of a call says about emergencies: the caller who waits, and the person on duty who is rung."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from flask_babel import gettext as _

from webhooks.desk.names import Names
from webhooks.desk.words import plain
from webhooks.pages.times import duration

Data: TypeAlias = Mapping[str, Any]


def emergency(_names: Names, data: Data) -> tuple[str, str]:
    return _("Raised an emergency for %(roster)s", roster=plain(data.get("roster", ""))), "help"


def waited(_names: Names, data: Data) -> tuple[str, str]:
    return _("Waited %(time)s for somebody to accept", time=duration(data.get("seconds"))), "caller"


def page_same(_names: Names, data: Data) -> tuple[str, str]:
    return _("It is the same as case %(number)s", number=data.get("case", "")), "person"


def simply(words: Callable[[], str], who: str) -> Callable[[Names, Data], tuple[str, str]]:
    return lambda _names, _data: (words(), who)


AT_NIGHT: Mapping[str, Callable[[Names, Data], tuple[str, str]]] = {
    "emergency": emergency,
    "known_already": simply(lambda: _("Heard that this emergency is known"), "program"),
    "another_emergency": simply(lambda: _("Said that it is worse, or elsewhere"), "caller"),
    "waited": waited,
    "left_waiting": simply(lambda: _("Did not want to wait any longer"), "caller"),
    "joined": simply(lambda: _("Was put through to the person who accepted"), "person"),
    "own_line": simply(lambda: _("Was known as somebody on duty, by number and PIN"), "person"),
    "page_heard": simply(lambda: _("The person on duty pressed a key"), "person"),
    "page_unanswered": simply(lambda: _("The person on duty pressed nothing"), "person"),
    "page_unproven": simply(lambda: _("The person on duty had not got the PIN"), "person"),
    "page_accepted": simply(lambda: _("The person on duty accepted"), "person"),
    "page_comes_along": simply(lambda: _("A second person comes along"), "person"),
    "page_declined": simply(lambda: _("The person on duty declined"), "person"),
    "page_same": page_same,
    "page_called_back": simply(lambda: _("The person on duty called the caller back"), "person"),
    "page_done": simply(lambda: _("The person on duty reported it done"), "person"),
    "page_hand_on": simply(lambda: _("The person on duty handed it on"), "person"),
    "page_second": simply(lambda: _("The person on duty called in a second person"), "person"),
    "page_morning": simply(lambda: _("The person on duty left it until morning"), "person"),
}
"""Kind of event -> (words, who moved); see `story.TELLINGS`."""
