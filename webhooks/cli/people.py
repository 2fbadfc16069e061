"""`ivr people`: whom the telephone may ring."""

from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

import click
from sqlalchemy import select

from afterhours.models import Person
from afterhours.rules.number_tests import State
from afterhours.services.imports.people import import_people
from afterhours.services.people.known import KnownNumber, known_numbers
from ivr.errors import NotFound
from ivr.flowfile.names import among, did_you_mean
from webhooks.cli.choosing import AS_JSON
from webhooks.cli.context import parts
from webhooks.cli.duty_log import duty_log
from webhooks.cli.importing import DRY_RUN, FILE, TENANT, origin_of, tell
from webhooks.cli.output import print_lines
from webhooks.cli.people_orders import add, pin, test

STATES: Mapping[State, str] = {
    "usable": "confirmed by a test call",
    "ringing": "being rung for a test just now",
    "untested": "not tested yet",
    "unanswered": "did not answer its test call",
    "expired": "confirmed too long ago",
}


@click.group()
def people() -> None:
    """The people who may be rung."""


for each in (add, pin, test, duty_log):
    people.add_command(each)


@people.command("import")
@FILE
@TENANT
@DRY_RUN
def take_over(file: BinaryIO, tenant: str | None, dry_run: bool) -> None:
    """Add and change people from a CSV file: handle, name, numbers (in order, blanks between), email, language.

    A number that is new begins untested: it is rung at the next decent hour, and counts once somebody pressed the key.
    """
    given = parts()
    _, site = given.library.newest()
    with given.database.transaction() as session:
        report = import_people(session, file.read(), origin_of(site, tenant), given.clock.now(), dry_run=dry_run)
    tell(report, "People")


@people.command()
@click.argument("handle", required=False)
@AS_JSON
def show(handle: str | None, as_json: bool) -> None:
    """HANDLE, or everybody who can be rung, with what is known of their numbers.

    Without HANDLE also those whom the call flows and rosters name and nobody knows.
    """
    given = parts()
    _, site = given.library.newest()
    with given.database.transaction() as session:
        found = session.scalars(select(Person).order_by(Person.tenant, Person.handle)).all()
        chosen = list(only(found, handle)) if handle else found
        numbers = known_numbers(session, chosen, given.clock.now())
    if as_json:
        print_lines(row_of(each, numbers[each.id]) for each in chosen)
        return
    for each in chosen:
        show_person(each, numbers[each.id])
    for named, place in site.people.items() if not handle else ():
        if among(named, (each.handle for each in found)) is None:
            click.secho(f"{named:20} named in {place.file}, line {place.line}, and nobody has this handle", fg="red")


def only(people: Iterable[Person], handle: str) -> Iterable[Person]:
    """Raises NotFound."""
    by_handle = {each.handle: each for each in people}
    found = among(handle, by_handle)
    if found is None:
        raise NotFound(f'Nobody has the handle "{handle}": {did_you_mean(handle, by_handle)}')
    return (by_handle[found],)


def row_of(person: Person, numbers: Iterable[KnownNumber]) -> dict[str, Any]:
    told = [{"number": each.e164, "state": each.state, "answered_at": each.answered_at} for each in numbers]
    fields = {name: getattr(person, name) for name in ("handle", "tenant", "name", "numbers", "email", "language")}
    return fields | {"tested": told}


def show_person(person: Person, numbers: list[KnownNumber]) -> None:
    about = " ".join(filter(None, (person.language, person.email)))
    click.echo(f"{person.handle:20} {person.tenant:20} {person.name:24} {about}".rstrip())
    for number in numbers:
        click.secho(
            f"{'':20} {number.e164:20} {STATES[number.state]}", fg=None if number.state == "usable" else "yellow"
        )
    if not numbers:
        click.secho(f"{'':20} no number: cannot be rung", fg="red")
