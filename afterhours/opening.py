"""Which line and flow answer a call that arrives now. Pure: a site, the number dialled, and the time."""

from datetime import datetime
from zoneinfo import ZoneInfo

from afterhours.rules.hours import is_open
from afterhours.rules.lines import flow_for, serving
from afterhours.site.model import Site
from ivr.domain import Opening


def opening(site: Site, dialled: str, now: datetime) -> Opening:
    """`dialled`: E.164 as the provider gives it; a number that is no line of ours is answered by the first line.

    `now` is aware. The line that was dialled stays the call's line, also where a campaign is over and leads on.
    """
    line = site.line_of(dialled)
    day = now.astimezone(ZoneInfo(line.zone)).date()
    serves = serving(site.book.lines, line, day)
    open_now = is_open(site.hours[serves.hours], now) if serves.hours else None
    return Opening(line.name, flow_for(serves, open_now), open_now)
