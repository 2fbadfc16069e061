"""`ivr roster feed`: the address under which a calendar program reads who is on duty."""

import click
from sqlalchemy.orm import Session

from afterhours.models import CalendarFeed
from afterhours.services.duty.calendar_feeds import address_of, person_feed, revoke, roster_feed
from afterhours.services.signing import Signed
from ivr.errors import Refused
from webhooks.cli.context import parts, signed


@click.command("feed")
@click.argument("name", metavar="NAME", required=False)
@click.option("--person", metavar="HANDLE", help="One person's own shifts, of every roster.")
@click.option("--new", is_flag=True, help="Take the address back that holds now, and make another.")
def feed(name: str | None, person: str | None, new: bool) -> None:
    """Print the address of a calendar: of roster NAME, or of one person. Whoever has it can read it."""
    if bool(name) == bool(person):
        raise Refused("Name a roster, or a person with --person; not both.")
    order = signed(parts())
    with parts().database.transaction() as session:
        found = feed_named(session, name, person, order)
        if new:
            revoke(session, found, order)
            found = feed_named(session, name, person, order)
        address = address_of(parts().settings.public_url, parts().settings.secret_keys, found)
    click.echo(address)


def feed_named(session: Session, name: str | None, person: str | None, order: Signed) -> CalendarFeed:
    if person:
        return person_feed(session, person, order)
    return roster_feed(session, parts().site, name or "", order)
