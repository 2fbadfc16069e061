"""`ivr db`: the database's schema, and the call flows that serve."""

import getpass

import click

from afterhours.migrations import upgrade as migrate
from afterhours.parts import Parts
from afterhours.rehearsal.rehearsing import rehearse
from afterhours.services.releases.told import release_told
from afterhours.site import Site, read_folder
from ivr.errors import NotFound, Refused
from webhooks.cli.context import parts


@click.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Bring the schema up to date and release the folder of call flows. Safe to repeat, also with calls in progress."""
    given = parts()
    migrate(given.database.url, lambda sentence: click.secho(sentence, fg="yellow", err=True))
    click.echo("The schema is up to date.")
    try:
        release_folder(given)
    except Refused as refused:
        keep_last_good(given, refused)


def release_folder(given: Parts) -> None:
    """Make the folder the newest revision. Raises Refused when it has faults, or when one of its tests fails."""
    folder = given.settings.callflows_dir
    if not folder.is_dir():
        raise Refused(f"There is no folder {folder}. Set CALLFLOWS_DIR to the folder with your call flows.")
    served, now = served_by(given), given.clock.now()
    with given.database.transaction() as session:
        released = release_told(session, served, read_folder(folder), getpass.getuser(), now, failures)
    for warning in released.faults:
        click.echo(str(warning), err=True)
    click.echo(
        f"Revision {released.revision} of the call flows {'serves from now on' if released.fresh else 'serves'}."
    )


def served_by(given: Parts) -> Site | None:
    """What serves until now; None before the first release, and when this version cannot read it any more."""
    try:
        return given.library.newest()[1]
    except NotFound:
        return None


def failures(site: Site) -> list[str]:
    """A sentence for every fault that `ivr check` finds by playing the flows' tests."""
    return [str(fault) for fault in rehearse(site).faults if fault.severity == "fault"]


def keep_last_good(given: Parts, refused: Refused) -> None:
    """Say what is wrong; the last good revision serves on. Without one the command fails."""
    click.secho(str(refused), fg="red", err=True)
    try:
        revision, _ = given.library.newest()
    except NotFound as error:
        raise click.ClickException(
            "No call flows serve: the folder was refused, and there is none before it."
        ) from error
    click.secho(f"The folder was refused. Revision {revision}, the last good one, goes on serving.", fg="red", err=True)
