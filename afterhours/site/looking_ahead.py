"""What can only be said with today's date: warnings of `ivr check` about the weeks to come. Asks no clock itself."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from afterhours.rules.hours import DatedException
from afterhours.rules.twins import a_year_later, untwinned
from afterhours.site.closed_groups import Closed, closed_groups
from afterhours.site.model import Site
from afterhours.site.restricted_lines import Untaken, untaken_callers
from afterhours.site.uncovered import WEEKS_AHEAD, Uncovered, uncovered
from ivr.flowfile.faults import Faults
from ivr.flowfile.places import Place


def look_ahead(site: Site, today: date) -> Faults:
    """Warnings about what nobody has written down yet."""
    faults = Faults()
    for hours in site.hours.values():
        for entry in untwinned(hours, today):
            place = site.dated.get((hours.name, entry.first), Place("hours.yaml", 1, 1))
            faults.warning(place, "no-twin", *no_twin(hours.name, entry))
    for each in site.organisations.values():
        if each.until is not None and each.until < today:
            what = f"the contract of {each.name} ended on {each.until}: nobody of it can sign in"
            faults.warning(each.place, "ended", what, "write the day to which it was prolonged, or delete it")
    for closed in closed_groups(site, datetime.combine(today, time(), UTC)):
        faults.warning(site.place_of(closed.flow, closed.step), "always-closed", *always_closed(closed))
    for untaken in untaken_callers(site, datetime.combine(today, time(), UTC)):
        faults.warning(site.place_of(untaken.flow, untaken.step), "never-taken", *never_taken(untaken))
    return faults


def always_closed(closed: Closed) -> tuple[str, str]:
    what = f"{closed.step} asks {closed.group}, which never answers while calls of the line {closed.line} come there"
    return what, "ask a group that answers at these hours, or look at the group's hours: in agents.yaml"


def never_taken(each: Untaken) -> tuple[str, str]:
    why = {"serves": "does not answer for its council", "hours": "never answers while its calls come there"}[each.why]
    whose = f"callers of the line {each.line} whose case only {each.group} may see"
    mend = "let it answer for them: in agents.yaml; or let restricted: in services.yaml name a group that does"
    return f"{each.step} asks {each.asked}, also for {whose}; and {each.group} {why}", mend


def no_twin(calendar: str, entry: DatedException) -> tuple[str, str]:
    days = f"{entry.first}" if entry.first == entry.last else f"{entry.first}..{entry.last}"
    year = a_year_later(entry.first).year
    was = "had hours of its own" if entry.windows else "was closed"
    what = f"{calendar} {was} on {days}, and {year} has nothing like it"
    return what, f"write the date of {year} below it; or, if {year} is as usual, that day with its usual hours"


def unmanned_ahead(site: Site, now: datetime) -> Faults:
    """Warnings: every stretch of the next weeks in which nobody is on duty though somebody is needed, `now` aware."""
    faults = Faults()
    for gap in uncovered(site, now, now + timedelta(weeks=WEEKS_AHEAD)):
        faults.warning(gap.roster.place, "nobody-on-duty", *nobody_on_duty(gap))
    return faults


def nobody_on_duty(gap: Uncovered) -> tuple[str, str]:
    zone = ZoneInfo(gap.roster.zone)
    start, end = (f"{at.astimezone(zone):%a %d %b %Y %H:%M}" for at in (gap.start, gap.end))
    what = f"nobody has {gap.roster.name}/{gap.duty} from {start} until {end}"
    return what, "write a layer with priority: -1 for it, enter an extra shift, or say needed:"
