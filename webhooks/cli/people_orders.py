"""`ivr people add`, `pin` and `test`: what is done to one person. Each of them stands in the audit."""

import sys
from typing import Any

import click
from sqlalchemy.orm import Session

from afterhours.models import AuditEntry, Person
from afterhours.parts import Parts
from afterhours.services.people.change_person import PersonRefused, add_person, read_person
from afterhours.services.people.known import person_by_handle
from afterhours.services.people.number_tests import ask_now
from afterhours.services.people.pins import set_pin
from ivr.errors import NotFound, Refused
from ivr.phone import normalise
from webhooks.cli.context import parts
from webhooks.cli.importing import TENANT, origin_of

PIN_STDIN = click.option("--pin-stdin", is_flag=True, help="Read a PIN from standard input.")


@click.command()
@click.argument("handle")
@click.option("--name", required=True, help="The person's name.")
@click.option("--number", "numbers", multiple=True, help="A telephone number; several in the order to ring.")
@click.option("--language", default="", help="The language they are spoken to in.")
@click.option("--email", default="", help="Where letters go.")
@click.option("--pin", "with_pin", is_flag=True, help="Ask for a PIN.")
@PIN_STDIN
@TENANT
def add(
    handle: str,
    name: str,
    numbers: tuple[str, ...],
    language: str,
    email: str,
    with_pin: bool,
    pin_stdin: bool,
    tenant: str | None,
) -> None:
    """Add somebody who may be rung under HANDLE, the name that flows and rosters use.

    Their numbers are rung for a test at the next decent hour, once a flow or a roster names them.
    """
    given = parts()
    origin = origin_of(given.site, tenant)
    cells = {"handle": handle, "name": name, "numbers": "\n".join(numbers), "language": language, "email": email}
    try:
        data = read_person(cells, origin)
    except PersonRefused as refused:
        raise Refused("\n".join(refused.faults.values())) from refused
    chosen = chosen_pin(from_stdin=pin_stdin) if with_pin or pin_stdin else None
    now = given.clock.now()
    with given.database.transaction() as session:
        person = add_person(session, origin.tenant, data, now)
        if chosen is not None:
            set_pin(session, person, chosen, now)
        note(session, given, person, "person.added")
    click.echo(f"{person.handle} can be rung at {len(person.numbers)} numbers, once they have answered a test call.")


@click.command()
@click.argument("handle")
@PIN_STDIN
def pin(handle: str, pin_stdin: bool) -> None:
    """Give HANDLE a PIN, by which the telephone and texts know that it is them. Nobody can read it afterwards."""
    given = parts()
    chosen = chosen_pin(from_stdin=pin_stdin)
    with given.database.transaction() as session:
        person = person_called(session, handle)
        set_pin(session, person, chosen, given.clock.now())
        note(session, given, person, "person.pin_set")
    click.echo(f"{person.handle} has a new PIN.")


@click.command()
@click.argument("handle")
@click.option("--number", help="Only this one of their numbers.")
def test(handle: str, number: str | None) -> None:
    """Ring HANDLE's numbers for a test now, one after the other. Whoever answers presses 1 to confirm."""
    given = parts()
    with given.database.transaction() as session:
        person = person_called(session, handle)
        country = origin_of(given.site, person.tenant).country
        chosen = [normalise(number, country)] if number else None
        asked = ask_now(session, person, given.clock.now(), chosen)
        if asked:
            note(session, given, person, "person.tested", numbers=len(asked))
    if not asked:
        raise Refused(
            f"{person.handle} has {'not this number' if number else 'no number'}. See: ivr people show {handle}"
        )
    click.echo(f"The scheduler rings {' and then '.join(asked)}. See what came of it: ivr people show {person.handle}")


def person_called(session: Session, handle: str) -> Person:
    """Raises NotFound."""
    person = person_by_handle(session, handle)
    if person is None:
        raise NotFound(f'Nobody has the handle "{handle}". See: ivr people show')
    return person


def chosen_pin(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt("PIN", hide_input=True, confirmation_prompt="The same again")
    return typed


def note(session: Session, given: Parts, person: Person, action: str, **detail: Any) -> None:
    at = given.real_clock.now()
    what = f"person {person.handle}"
    session.add(AuditEntry(tenant=person.tenant, at=at, actor="ivr", action=action, object=what, detail=detail))
