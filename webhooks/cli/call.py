"""`ivr call`: phones the running service from a terminal, by hand or by a script."""

import sys
import threading
from typing import TextIO

import click

from ivr import settings
from ivr.errors import IvrError, ProviderGone, Refused
from ivr.simulator.legs import ENDED
from webhooks.cli.calling import ANY_CALLER, BY_HAND, Calling, as_row, as_text, calling_by
from webhooks.cli.choosing import AS_JSON
from webhooks.cli.orders import order, orders
from webhooks.cli.output import print_lines

LOOK_SECONDS = 0.4


@click.command()
@click.option("--from", "caller", default=ANY_CALLER, show_default=True, help="Who calls: a number, withheld, sip:...")
@click.option("--to", "line", default="", help="A line's name or number; without it the first line.")
@click.option("--at", default="", help='The time it pretends to be, in the line\'s own zone: "2026-12-26 02:15".')
@click.option("--script", type=click.File("r", encoding="utf-8"), help="Orders, one a line; - reads standard input.")
@AS_JSON
def call(caller: str, line: str, at: str, script: TextIO | None, as_json: bool) -> None:
    """Phone the running demonstration: hear, press, say, and answer for the people who are rung.

    With --script the orders of a file are followed; what `hears` expects and was not heard ends with exit code 1.
    """
    chosen = settings.load()
    if not chosen.simulated:
        raise Refused("The telephone is the real one (TELEPHONY=twilio); `ivr call` phones the simulated one only.")
    calling = calling_by(chosen)
    calling.caller, calling.line, calling.at, calling.say = caller, line, at, click.echo
    if script is None:
        by_hand(calling)
        tell(calling, as_json, since=len(calling.call.transcript) if calling.call and not as_json else 0)
        return
    wrong = by_script(calling, script.read())
    tell(calling, as_json)
    if wrong:
        raise click.ClickException(wrong)


def by_script(calling: Calling, script: str) -> str:
    """Follows the orders to their end; the sentence of what was not heard or could not be done, or nothing.

    Raises ProviderGone where there is no telephone, Refused before a call for what cannot be read.
    """
    wrong = ""
    try:
        for each in list(orders(script)):
            calling.do(each)
        if calling.call is None:
            calling.ring()
    except ProviderGone:
        raise
    except Refused as error:
        if calling.call is None:
            raise
        wrong = str(error)
    calling.finish()
    return wrong


def by_hand(calling: Calling) -> None:
    """Reads orders from the terminal while what is heard is printed, until the call is over."""
    calling.otherwise = BY_HAND
    started = calling.ring()
    click.echo('Type keys, "words", wait 10, people, answer NAME, hang up; help tells more.', err=True)
    over = threading.Event()
    listener = threading.Thread(target=print_what_is_heard, args=(calling, over), daemon=True)
    listener.start()
    try:
        for text in sys.stdin:
            if over.is_set():
                break
            obey(calling, text)
            if started.status in ENDED:
                break
    except KeyboardInterrupt:
        click.echo("", err=True)
    calling.finish()
    over.set()
    listener.join()


def obey(calling: Calling, text: str) -> None:
    """One line from the terminal; what cannot be done is said, and the call goes on."""
    if not text.strip():
        return
    try:
        calling.do(order(text))
    except Refused as error:
        click.echo(str(error), err=True)


def print_what_is_heard(calling: Calling, over: threading.Event) -> None:
    """Prints each new line of the transcript until the call, or its terminal, has ended; then the rest."""
    own = Calling(type(calling.telephones)(calling.telephones.base_url), calling.service)
    sid = calling.call.sid if calling.call else ""
    printed, last = 0, False
    while not last:
        last = over.wait(LOOK_SECONDS)
        try:
            heard = own.telephones.call(sid)
            lines, ended = heard.transcript, heard.status in ENDED
        except IvrError as error:
            click.echo(str(error), err=True)
            over.set()
            return
        for line in lines[printed:]:
            click.echo(as_text(line, calling.zone))
        printed = len(lines)
        if ended and not last:
            click.echo("The call is over. Press Enter.", err=True)
            over.set()
            return


def tell(calling: Calling, as_json: bool, since: int = 0) -> None:
    """The transcript from a line on, and what came of the call."""
    lines = calling.call.transcript[since:] if calling.call else []
    outcome = calling.outcome()
    if as_json:
        print_lines([*map(as_row, lines), outcome])
        return
    for line in lines:
        click.echo(as_text(line, calling.zone))
    click.echo(f"Call {outcome['call_sid']} {outcome['status']}, case {outcome['case_number'] or 'none'}.")
