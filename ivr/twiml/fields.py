"""One field of the provider's web forms. What must be there is refused when it is not; the rest is dropped unread."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeAlias

from ivr.errors import Refused

Form: TypeAlias = Mapping[str, str]
"""A web form; of a repeated name the first value counts."""

LONGEST = 500
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9:_.\-]{0,127}")
"""The provider's CA and AC ids, the UUIDs and `v2:...` of compatible carriers."""

UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
STATUS = re.compile("[a-z][a-z-]{0,29}")
WHOLE = re.compile("[0-9]{1,9}")


def field(form: Form, name: str, longest: int = LONGEST) -> str:
    """One value without what no database and no log can take; "" when it is missing."""
    return UNPRINTABLE.sub("", form.get(name) or "").strip()[:longest]


def identity(form: Form, name: str) -> str:
    given = field(form, name)
    if not ID.fullmatch(given):
        raise refusal(name, given, "an id")
    return given


def status(form: Form, name: str) -> str:
    given = field(form, name).lower()
    if not STATUS.fullmatch(given):
        raise refusal(name, given, "a status")
    return given


def whole(form: Form, name: str) -> int | None:
    given = field(form, name)
    return int(given) if WHOLE.fullmatch(given) else None


def address(form: Form, name: str) -> str:
    given = field(form, name)
    return given if given.lower().startswith(("https://", "http://")) else ""


def instant(form: Form, name: str) -> datetime | None:
    """A date as in e-mail (RFC 2822), which is how the provider writes it; UTC."""
    try:
        at = parsedate_to_datetime(field(form, name))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def refusal(name: str, given: str, wanted: str) -> Refused:
    return Refused(f"The provider's form has no usable {name}: it should be {wanted}, and it is {given[:60]!r}.")
