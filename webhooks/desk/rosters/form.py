"""What was typed about a shift, as a wish for the roster, or what is wrong with it: field -> how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from flask_babel import gettext as _

from afterhours.rules.entered_time import Ambiguous, instant_of
from afterhours.rules.rosters.model import Kind
from afterhours.services.duty.enter_exception import Wish
from afterhours.site import SiteRoster
from ivr.errors import Refused
from webhooks.desk.rosters.shift import field_of, holders_of

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Typed:
    """The form of one shift. `came`: the button that was pressed; empty for nobody. `twice`: fields that come twice."""

    came: str = ""
    went: str = ""
    how: str = "instead"
    start: str = ""
    end: str = ""
    which: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    twice: frozenset[str] = frozenset()


def typed_in(form: Mapping[str, str]) -> Typed:
    return Typed(
        came=form.get("came", ""),
        went=form.get("went", ""),
        how=form.get("how", "instead"),
        start=form.get("start", ""),
        end=form.get("end", ""),
        which={name: form.get(f"{name}_which", "") for name in ("start", "end")},
        reason=form.get("reason", "").strip()[:LONGEST_REASON],
    )


def wish_of(
    typed: Typed, roster: SiteRoster, duty: str, start: datetime, end: datetime, now: datetime
) -> tuple[Wish | None, Typed]:
    """The wish, or the form with its faults. Times that were not touched are the shift's own, to the second.

    Where nobody is chosen whose shift it is, everybody's who has one between the two times.
    """
    faults: dict[str, str] = {}
    twice: set[str] = set()
    begins = moment("start", typed.start, start, typed, roster.zone, faults, twice)
    ends = moment("end", typed.end, end, typed, roster.zone, faults, twice)
    holders = holders_of(roster, duty, max(begins or start, now), ends or end)
    kind = kind_of(typed, holders)
    if kind == "remove" and not typed.reason:
        faults["reason"] = _("Write a reason: nobody comes in, and colleagues will ask why.")
    if typed.went and typed.went not in holders:
        faults["went"] = _("Choose whose shift it is.")
    if faults or begins is None or ends is None:
        return None, replace(typed, faults=faults, twice=frozenset(twice))
    went = () if kind == "add" else ((typed.went,) if typed.went else holders)
    came = (typed.came,) if typed.came else ()
    return Wish(roster.name, duty, kind, begins, ends, came, went, typed.reason), typed


def kind_of(typed: Typed, holders: tuple[str, ...]) -> Kind:
    if not typed.came:
        return "remove"
    return "add" if typed.how == "as-well" or not holders else "replace"


def moment(
    name: str, text: str, own: datetime, typed: Typed, zone: str, faults: dict[str, str], twice: set[str]
) -> datetime | None:
    if not text or text == field_of(own, zone):
        return own
    try:
        return instant_of(text, zone, typed.which.get(name, ""))
    except Ambiguous:
        twice.add(name)
        faults[name] = _("This time comes twice, for the clocks are put back. Choose which one you mean.")
    except Refused:
        faults[name] = _(
            "This is no time that comes: write a day and a time; where the clocks are put forward, an hour is left out."
        )
    return None
