"""When two names are the same name, and which name somebody may have meant."""

import difflib
import functools
import re
import unicodedata
from collections.abc import Iterable

_JOINTS = re.compile(r"[\s_\-\u00a0\u2010\u2011]+")


@functools.lru_cache(maxsize=65536)
def name(text: str) -> str:
    """The canonical form of a name: `take-message`, `take_message` and `Take message` are one, as are `1` and `01`."""
    joined = _JOINTS.sub("_", unicodedata.normalize("NFC", text).strip()).casefold()
    if joined.isascii() and joined.isdigit():
        return joined.lstrip("0") or "0"
    return joined


def shown(text: str) -> str:
    """A name as it is shown: as it was typed, with single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def among(typed: str, known: Iterable[str]) -> str | None:
    """The one of `known` that is this name, in its own spelling."""
    wanted = name(typed)
    return next((each for each in known if name(each) == wanted), None)


def did_you_mean(typed: str, known: Iterable[str]) -> str:
    """' did you mean "callback"?', with a leading comma-free sentence, or the known names when none is near."""
    by_name = {name(each): each for each in known}
    near = difflib.get_close_matches(name(typed), by_name, n=1, cutoff=0.6)
    if near:
        return f'did you mean "{by_name[near[0]]}"?'
    if not by_name:
        return "there is none to choose from yet"
    return "use one of: " + _some(sorted(by_name.values()))


def _some(names: list[str], most: int = 20) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
