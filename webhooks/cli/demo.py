"""`ivr demo`: the demonstration's people, swaps, contacts, users and past calls, and the way back to them."""

import secrets
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import exists, func, select, text
from sqlalchemy.orm import Session

from afterhours.models import Base, Person, PersonPin, User
from afterhours.parts import Parts
from afterhours.services.calls.add_past_call import add_past_call
from afterhours.services.calls.case_numbers import CaseNumbers
from afterhours.services.imports.contacts import import_contacts
from afterhours.services.imports.file import ImportReport
from afterhours.services.imports.people import import_people
from afterhours.services.people.known import trust_numbers
from afterhours.services.people.pins import INVENTED, set_pin
from afterhours.services.recordings.check import stored
from afterhours.site import Site
from ivr.errors import Refused
from ivr.store.calls import CallWork
from ivr.store.turn_path import database_calls
from webhooks.cli.context import parts
from webhooks.cli.demo_rosters import enter_demo
from webhooks.cli.importing import origin_of, tell
from webhooks.cli.past_calls import read_past_calls
from webhooks.signin.users import NewUser, add_user
from webhooks.signin.users_file import UserRow, read_users

KEPT = {"revision", "heartbeat", "clock_offset"}
EMPTIED = tuple(f'"{table.name}"' for table in Base.metadata.sorted_tables if table.name not in KEPT)
"""What `reset` empties; revisions stay, for they come from the folder."""
ACCOUNT = "demonstration"
"""The account of the past calls, of which no provider knows."""


@click.group()
def demo() -> None:
    """The demonstration's data. Only where the telephone is simulated."""


@demo.command()
@click.option("--if-empty", is_flag=True, help="Do nothing where there are people already.")
def load(if_empty: bool) -> None:
    """Load the demonstration's people, contacts, users and past calls. Safe to repeat."""
    given = simulated_parts()
    with database_calls(given.database) as work, work.transaction():
        if if_empty and work.session.scalar(select(func.count()).select_from(Person)):
            click.echo("The demonstration is loaded.")
            return
        load_all(work.session, given)
        load_past_calls(work, given, given.clock.now())


@demo.command()
def reset() -> None:
    """Forget every call, case and user of the demonstration, bring the clock back to now, and load it again."""
    given = simulated_parts()
    forget_sounds(given)
    with database_calls(given.database) as work, work.transaction():
        work.session.execute(text(f"truncate {', '.join(EMPTIED)}"))
        work.session.execute(text("update clock_offset set seconds = 0"))
        load_all(work.session, given)
        load_past_calls(work, given, given.real_clock.now())


def forget_sounds(given: Parts) -> None:
    """What callers of the demonstration said is deleted before nobody knows of it any more."""
    for tape in stored(given.database):
        given.recordings.delete(tape.stored_key or "")


def simulated_parts() -> Parts:
    """Raises Refused where the telephone is real: these are invented people."""
    given = parts()
    if not given.settings.simulated:
        raise Refused("The telephone is a real one (TELEPHONY=twilio): there is no demonstration here.")
    return given


def load_all(session: Session, given: Parts) -> None:
    """Raises Refused when a file of the demonstration has bad rows."""
    _, site = given.library.newest()
    folder, now = given.settings.callflows_dir / "demo", given.clock.now()
    for file in sorted(folder.glob("people*.csv")):
        origin = origin_of(site, tenant_of(file))
        told(import_people(session, file.read_bytes(), origin, now, dry_run=False), file)
    trust_numbers(session, now)
    give_pins(session, given.real_clock.now())
    click.echo(enter_demo(session, site, folder, now, given.real_clock.now()))
    for file in sorted(folder.glob("contacts*.csv")):
        origin = origin_of(site, tenant_of(file))
        told(import_contacts(session, file.read_bytes(), origin, now, dry_run=False), file)
    add_users(session, folder / "users.yaml", site, given.real_clock.now())


def give_pins(session: Session, now: datetime) -> None:
    """Everybody invented has the same PIN; who has been given another keeps it."""
    without = select(Person).where(~exists().where(PersonPin.person_id == Person.id))
    for person in session.scalars(without).all():
        set_pin(session, person, INVENTED, now)
    click.echo(f"Everybody who may be rung has the PIN {INVENTED}.")


def load_past_calls(work: CallWork, given: Parts, now: datetime) -> None:
    """Raises FaultsFound when the file of past calls cannot be read."""
    file = given.settings.callflows_dir / "demo" / "cases.yaml"
    if not file.exists():
        return
    revision, site = given.library.newest()
    numbers = CaseNumbers()
    past = read_past_calls(file, site, now)
    added = sum(add_past_call(work, each, ACCOUNT, revision, numbers) for each in past)
    click.echo(f"{file.name}: {added} added, {len(past) - added} unchanged.")


def tenant_of(file: Path) -> str | None:
    """`people.wealden-vale.csv` belongs to wealden-vale, `people.csv` to the municipality."""
    return file.stem.partition(".")[2] or None


def told(report: ImportReport, file: Path) -> None:
    tell(report, file.name)


def add_users(session: Session, file: Path, site: Site, now: datetime) -> None:
    """Add the users who are not there yet; each one's password is made now, and printed once."""
    if not file.exists():
        return
    there = set(session.scalars(select(User.login)))
    for row in read_users(file, site):
        if row.login not in there:
            password = secrets.token_urlsafe(12)
            add_user(session, new_user(row, password), site, now)
            click.echo(f"  sign in as {row.login:36} {password}")


def new_user(row: UserRow, password: str) -> NewUser:
    return NewUser(
        login=row.login,
        name=row.name,
        role=row.role,
        tenants=row.tenants,
        password=password,
        organisation=row.organisation,
        groups=row.groups,
        skills=row.skills,
        language=row.language,
    )
