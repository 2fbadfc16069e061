"""What services refuse, in the reader's language: the sentence they raise is the key, and stands where none is here."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from ivr.errors import Refused

SENTENCES: Mapping[str, Callable[[], str]] = {
    "Say what happened, in a few words: somebody else decides by it.": lambda: _(
        "Say what happened, in a few words: somebody else decides by it."
    ),
    "This caller has no number that could be blocked.": lambda: _("This caller has no number that could be blocked."),
    "This number is a relay service's: many people speak through it, and it is not blocked.": lambda: _(
        "This number is a relay service's: many people speak through it, and it is not blocked."
    ),
    "This number is flagged or blocked already.": lambda: _("This number is flagged or blocked already."),
    "A block ends after today, and within a year.": lambda: _("A block ends after today, and within a year."),
    "Somebody else than who flagged the caller decides about it.": lambda: _(
        "Somebody else than who flagged the caller decides about it."
    ),
    "Say why, in a few words.": lambda: _("Say why, in a few words."),
    "This is held already. Lift that hold first, or leave it as it is.": lambda: _(
        "This is held already. Lift that hold first, or leave it as it is."
    ),
    "Say why: whoever decides about it later reads this.": lambda: _(
        "Say why: whoever decides about it later reads this."
    ),
}


def said(error: Refused) -> str:
    words = SENTENCES.get(str(error))
    return words() if words else str(error)
