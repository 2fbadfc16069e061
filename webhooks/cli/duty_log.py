"""`ivr people duty-log`: who was on duty, how often they were rung, and how long it took, as CSV."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import click

from afterhours.services.duty.live_rosters import live_rosters
from afterhours.services.duty.log import keep_duty_log
from afterhours.services.duty.report import as_csv, duty_report
from ivr.errors import Refused
from webhooks.cli.context import parts
from webhooks.cli.importing import TENANT, origin_of

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("duty-log")
@click.option("--from", "first", required=True, type=DAY, metavar="DATE", help="The first day.")
@click.option("--to", "last", required=True, type=DAY, metavar="DATE", help="The last day; it is included.")
@click.option("--person", metavar="HANDLE", help="Only this person's shifts.")
@TENANT
def duty_log(first: datetime, last: datetime, person: str | None, tenant: str | None) -> None:
    """Each shift as CSV: person, roster, duty, start, end, hours, calls, emergencies taken, and minutes they took.

    Days are those of the council's zone. It is written down while it passes, and a later change of a roster does not
    change it.
    """
    if last < first:
        raise Refused("The last day is before the first. Exchange --from and --to.")
    given = parts()
    origin = origin_of(given.site, tenant)
    zone = ZoneInfo(given.site.councils[origin.tenant].zone)
    since, until = first.replace(tzinfo=zone), (last + timedelta(days=1)).replace(tzinfo=zone)
    now = given.clock.now()
    with given.database.transaction() as session:
        site = live_rosters(session, given.site, now - timedelta(days=1))
        keep_duty_log(session, site, now)
        lines = duty_report(
            session, site, since.astimezone(UTC), min(until.astimezone(UTC), now), [origin.tenant], person
        )
    click.echo(as_csv(lines), nl=False)
