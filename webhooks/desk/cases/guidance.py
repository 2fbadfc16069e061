"""What whoever opens a case should know of its kind of request: the note of the council, and until when to act."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.units import format_unit
from flask_babel import get_locale, ngettext
from markupsafe import Markup

from afterhours.models import Case
from afterhours.reports.notes import note_html
from afterhours.site import Service
from afterhours.site.model import Target
from ivr.flowfile.names import among
from webhooks.pages.times import Moment, moment

BELOW = 2
"""The page has a title and the section one: a note's first heading is the third level."""
UNITS = ((604_800, "duration-week"), (86_400, "duration-day"), (3600, "duration-hour"), (60, "duration-minute"))


@dataclass(frozen=True, slots=True)
class Guidance:
    """`target` in words, "" for none. `due` only where the target is a plain duration; `late` while it is not done."""

    note: Markup
    target: str
    due: Moment | None
    late: bool

    @property
    def empty(self) -> bool:
        return not self.note and not self.target


def guidance_of(case: Case, services: Mapping[str, Service], zone: str, now: datetime) -> Guidance:
    """`services` are today's: a note that is mended helps with older cases too. `now` aware, `zone` an IANA name."""
    known = services.get(among(case.service or "", services) or "")
    if known is None:
        return Guidance(Markup(), "", None, False)
    due = until(case, known.target)
    return Guidance(
        note=rendered(known.knowledge),
        target=in_words(known.target) if known.target else "",
        due=moment(due, zone, now) if due else None,
        late=due is not None and due < now and case.status not in ("resolved", "closed"),
    )


def until(case: Case, target: Target | None) -> datetime | None:
    """When the case is due; a target in business days has no hour that could be told."""
    return case.opened_at + timedelta(seconds=target.seconds) if target and target.seconds else None


def in_words(target: Target) -> str:
    if target.business_days:
        days: str = ngettext("%(num)s business day", "%(num)s business days", target.business_days)
        return days
    seconds = target.seconds or 0
    size, unit = next(((size, unit) for size, unit in UNITS if seconds % size == 0), (1, "duration-second"))
    return format_unit(seconds // size, unit, locale=get_locale())


def rendered(note: str) -> Markup:
    """The note as HTML, its headings below those of the page."""
    return note_html(note, BELOW)
