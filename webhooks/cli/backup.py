"""`ivr backup` and `ivr restore`: the database and the spool in one file, and back."""

from pathlib import Path

import click

from afterhours.services.backups.backup import back_up
from afterhours.services.backups.file import Manifest, verify
from afterhours.services.backups.restore import restore as put_back
from ivr.errors import BadSetting
from ivr.recordings.opening import folder_of
from ivr.setting_values import S3
from webhooks.cli.context import parts

NOT_IN_IT = "Not in it: settings and secrets (SECRET_KEY, TWILIO_AUTH_TOKEN, ...). Keep those elsewhere."


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write database and spool into FILE, while calls go on. A folder as FILE gets a file named by the time.

    The file holds personal data in the clear: it is readable by its owner only; encrypt it before it travels.
    """
    given = parts()
    now = given.real_clock.now()
    target = file / f"ivr-{now:%Y-%m-%dT%H%M%SZ}.tar" if file.is_dir() else file
    manifest = back_up(database_url(), spool(), target, now)
    click.echo(f"{target}: {told(manifest)}, {target.stat().st_size:,} bytes.")
    click.echo(NOT_IN_IT)
    click.echo(of_recordings())


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--check", is_flag=True, help="Only check every byte of FILE and say what is in it.")
@click.option("--replace", is_flag=True, help="Remove what is in the database first. It is gone for good.")
@click.option("--yes", is_flag=True, help="Do not ask before replacing.")
def restore(file: Path, check: bool, replace: bool, yes: bool) -> None:
    """Put the backup FILE into the database of DATABASE_URL: all of it, or nothing."""
    if check:
        click.echo(f"{file} is whole: {told(verify(file))}.")
        return
    if replace and not yes:
        click.confirm("Everything in the database is removed, and replaced by the backup. Go on?", abort=True)
    manifest = put_back(
        database_url(), spool(), file, replace=replace, notice=lambda told: click.secho(told, fg="yellow", err=True)
    )
    click.echo(f"Restored: {told(manifest)}. The schema is up to date.")
    click.echo("Recordings are not in a backup: bring their folder back as well, then run `ivr recordings check`.")
    click.echo("Next: `ivr db upgrade` (releases the folder of call flows), then start web and scheduler.")


def of_recordings() -> str:
    """Where the recordings are, which are no part of the file: they are many, large, and never change."""
    given = parts()
    if given.settings.recordings.startswith(S3):
        return f"Not in it: the recordings in {given.settings.recordings}. Let your storage keep versions or copies."
    return f"Not in it: the recordings in {folder_of(given.settings)}. Copy that folder after this file was written."


def told(manifest: Manifest) -> str:
    return (
        f"{manifest.calls} calls, {manifest.cases} cases, {manifest.spooled} spooled requests, "
        f"schema {manifest.schema}, as of {manifest.made_at}"
    )


def database_url() -> str:
    """Raises BadSetting where none is set."""
    url = parts().settings.database_url
    if not url:
        raise BadSetting("DATABASE_URL is not set. Name the database to back up or to restore into.")
    return url


def spool() -> Path:
    return parts().settings.var_dir / "spool"
