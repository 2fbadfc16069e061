"""`ivr doctor`: what is missing or wrong before a real number is answered. It looks, and changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import click
from psycopg import DatabaseError

from afterhours.parts import Parts
from afterhours.services.diagnosing.database import look_at_database
from afterhours.services.diagnosing.diagnose import diagnose
from afterhours.services.diagnosing.duty import check_duty_numbers, check_pins, check_reachable
from afterhours.services.diagnosing.finding import Finding, fault
from afterhours.services.diagnosing.readers import check_readers
from afterhours.services.diagnosing.recordings import RecordingsSight, check_recordings, look_at_recordings
from afterhours.services.mail.mailing import mailer_of
from ivr.engine.model import Line
from ivr.errors import BadSetting, DatabaseGone, IvrError
from ivr.recordings.opening import store_of
from ivr.settings import Settings
from ivr.telephony.port import Telephony
from ivr.telephony.twilio_adapter import TwilioTelephony
from webhooks.cli.context import parts
from webhooks.cli.output import print_lines

COLOURS: Mapping[str, str] = {"ok": "green", "warning": "yellow", "fault": "red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: level (ok, warning, fault), sentence, mend.")
def doctor(as_json: bool) -> None:
    """Say in plain words what keeps a real number from being answered.

    Exit code 0 when nothing does (warnings allowed), 1 when there is a fault.
    """
    findings = examine()
    if as_json:
        print_lines(map(asdict, findings))
    else:
        show(findings)
    faulty = any(finding.level == "fault" for finding in findings)
    click.get_current_context().exit(1 if faulty else 0)


def examine() -> Sequence[Finding]:
    """Settings that cannot be read are findings, too: this command is for houses in disorder."""
    try:
        given = parts()
    except BadSetting as bad:
        return [fault(sentence, "Correct the environment, then run this again.") for sentence in str(bad).splitlines()]
    database = given.database if given.settings.database_url else None
    sight = look_at_database(database, given.real_clock.now())
    mailer = mailer_of(given.settings, given.real_clock)
    found = diagnose(given.settings, lines_of(given), sight, provider_of(given.settings), mailer)
    found += about_duty(given)
    return [*found, *check_recordings(given.settings, store_of(given.settings), recordings_of(given))]


def about_duty(given: Parts) -> list[Finding]:
    """Whether people on duty can be reached, and who gets the handover.

    Nothing where no revision can be had, which is told already.
    """
    if not given.settings.database_url:
        return []
    try:
        site = given.site
        with given.database.transaction() as session:
            now = given.clock.now()
            found = [
                *check_reachable(session, site, now),
                *check_pins(session, site, now),
                *check_readers(session, site),
            ]
    except (IvrError, DatabaseError):
        return []
    telephony = provider_of(given.settings)
    return found + (check_duty_numbers(site, telephony) if telephony else [])


def recordings_of(given: Parts) -> RecordingsSight | None:
    """What is known of recordings; None where the database cannot tell, which is a finding of its own."""
    try:
        return look_at_recordings(given.database) if given.settings.database_url else None
    except (DatabaseGone, DatabaseError):
        return None


def lines_of(given: Parts) -> Mapping[str, Line]:
    """The lines that are in force; none where no revision can be had."""
    try:
        return given.book.lines
    except IvrError:
        return {}


def provider_of(settings: Settings) -> Telephony | None:
    """The provider with the credentials as they are; None where there are none to ask with."""
    if not settings.twilio_account_sid or not settings.twilio_auth_tokens:
        return None
    return TwilioTelephony(settings.twilio_account_sid, settings.twilio_auth_tokens[0], settings.twilio_api_base)


def show(findings: Sequence[Finding]) -> None:
    for finding in findings:
        click.echo(f"{click.style(f'{finding.level:8}', fg=COLOURS[finding.level])} {finding.sentence}")
        if finding.mend:
            click.echo(f"{'':8} {finding.mend}")
    faults, warnings = (sum(finding.level == level for finding in findings) for level in ("fault", "warning"))
    click.echo(f"\n{counted(faults, 'fault')}, {counted(warnings, 'warning')}.")


def counted(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
