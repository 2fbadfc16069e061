"""`ivr users`: who may sign in to the pages."""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click

from afterhours.models import Membership, User
from afterhours.site import COUNTY, Site
from webhooks.cli.context import parts
from webhooks.cli.output import print_lines
from webhooks.pages.parts import councils_of
from webhooks.roles import Role
from webhooks.signin import users as accounts
from webhooks.signin.enlisting import Terms
from webhooks.signin.passwords import generated
from webhooks.signin.totp import reseal_all

OF_USER = ("login", "name", "disabled", "last_sign_in_at")
OF_MEMBERSHIP = ("organisation", "role", "tenants", "groups", "valid_until")
Command = Callable[..., None]

ROLE = click.Choice([role.value for role in Role])


@click.group()
def users() -> None:
    """Who may sign in to the desk."""


def password_options(command: Command) -> Command:
    """The three ways to give a password: typed twice, from standard input, or made by the program."""
    stdin = click.option("--password-stdin", "from_stdin", is_flag=True, help="Read the password from standard input.")
    made = click.option("--generate", is_flag=True, help="Make a password and print it once.")
    return stdin(made(command))


def chosen_password(*, from_stdin: bool, generate: bool) -> str:
    """The new password. A generated one is printed here, and nowhere again."""
    if from_stdin and generate:
        raise click.UsageError("Use either --password-stdin or --generate.")
    if generate:
        password = generated()
        click.echo(f"Password: {password}")
        return password
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt="The same again")
    return typed


def membership_options(command: Command) -> Command:
    """What a membership says."""
    options = (
        click.option("--role", type=ROLE, required=True, help="What they may do."),
        click.option("--tenant", "tenants", multiple=True, help="A council they answer for; may be repeated."),
        click.option("--organisation", default=COUNTY, show_default=True, help="Who employs them, of agents.yaml."),
        click.option("--group", "groups", multiple=True, help="A group of agents.yaml; may be repeated."),
        click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Their last day, such as 2026-12-31."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@users.command()
@click.argument("login")
@membership_options
@click.option("--name", default="", help="Their name as the pages show it.")
@password_options
def add(login: str, name: str, from_stdin: bool, generate: bool, **told: Any) -> None:
    """Let LOGIN sign in. Without --tenant they answer for the first council that their organisation serves."""
    site = parts().site
    terms = terms_of(site, **told)
    password = chosen_password(from_stdin=from_stdin, generate=generate)
    new = accounts.NewUser(
        login=login,
        name=name,
        password=password,
        role=terms.role,
        tenants=terms.tenants,
        organisation=terms.organisation,
        groups=terms.groups,
        until=terms.until,
    )
    with parts().database.transaction() as session:
        user = accounts.add_user(session, new, site, parts().real_clock.now())
    click.echo(f"{user.login} may sign in as {user.role} for {', '.join(user.tenants)}.")


@users.command()
@click.argument("login")
@membership_options
def move(login: str, **told: Any) -> None:
    """Give LOGIN another role, organisation, councils or last day; also to whoever has none any more."""
    site = parts().site
    with parts().database.transaction() as session:
        user = accounts.move_user(session, login, terms_of(site, **told), site, parts().real_clock.now())
    click.echo(f"{user.login} is {user.role} of {user.organisation} for {', '.join(user.tenants)} from now on.")


def terms_of(
    site: Site, role: str, tenants: tuple[str, ...], organisation: str, groups: tuple[str, ...], until: datetime | None
) -> Terms:
    """Raises Refused for a council there is not."""
    chosen: Sequence[str] = tenants or first_served(site, organisation)
    return Terms(
        organisation=organisation,
        role=role,
        tenants=accounts.known_among(chosen, site.councils) if chosen else (),
        groups=groups,
        until=end_of_day(site, until) if until else None,
    )


def first_served(site: Site, organisation: str) -> Sequence[str]:
    """The first council with a line that an organisation serves."""
    found = site.organisation(organisation)
    served = [each for each in councils_of(site.book) if found and each in found.serves]
    return served[:1]


def end_of_day(site: Site, day: datetime) -> datetime:
    """The midnight after a day, where the municipality is."""
    zone = ZoneInfo(site.councils[site.tenant].zone)
    return datetime.combine(day.date() + timedelta(days=1), time.min, zone)


@users.command("list")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
def list_users(as_json: bool) -> None:
    """Everybody who may sign in, or could."""
    with parts().database.transaction() as session:
        found = accounts.all_users(session, parts().real_clock.now())
        if as_json:
            print_lines(row_of(user, held) for user, held in found)
            return
        if not found:
            click.echo("Nobody yet. Make the first user: ivr users add LOGIN --role administrator")
        for user, held in found:
            click.echo(line_of(user, held))


def row_of(user: User, held: Membership | None) -> dict[str, Any]:
    """For scripts; without a membership that holds now its fields are null."""
    return {name: getattr(user, name) for name in OF_USER} | {
        name: getattr(held, name) if held else None for name in OF_MEMBERSHIP
    }


def line_of(user: User, held: Membership | None) -> str:
    last = f"last here {user.last_sign_in_at:%Y-%m-%d %H:%M} UTC" if user.last_sign_in_at else "never here"
    state = "disabled" if user.disabled else last
    if held is None:
        return f"{user.login:<32} no membership: ivr users move {user.login} --role ROLE  {state}"
    until = f", until {held.valid_until:%Y-%m-%d %H:%M} UTC" if held.valid_until else ""
    return f"{user.login:<32} {held.role:<22} {held.organisation:<16} {', '.join(held.tenants):<32} {state}{until}"


@users.command()
@click.argument("login")
def disable(login: str) -> None:
    """Sign LOGIN out at once, and let them in no more."""
    with parts().database.transaction() as session:
        accounts.disable_user(session, login, parts().real_clock.now())
    click.echo(f"{login} is disabled and signed out.")


@users.command()
@click.argument("login")
def enable(login: str) -> None:
    """Let a disabled LOGIN in again."""
    with parts().database.transaction() as session:
        accounts.enable_user(session, login, parts().real_clock.now())
    click.echo(f"{login} may sign in again.")


@users.command()
@click.argument("login")
@password_options
def password(login: str, from_stdin: bool, generate: bool) -> None:
    """Give LOGIN a new password; they are signed out everywhere."""
    new = chosen_password(from_stdin=from_stdin, generate=generate)
    with parts().database.transaction() as session:
        accounts.set_password(session, login, new, parts().real_clock.now())
    click.echo(f"{login} has a new password.")


@users.command("reset-second-factor")
@click.argument("login")
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset_second_factor(login: str, yes: bool) -> None:
    """LOGIN has lost telephone and keys: app, keys and recovery codes are void. Be sure who asks for it."""
    if not yes:
        click.confirm(f"Have you made sure that it is really {login} who asks, and not by e-mail alone?", abort=True)
    with parts().database.transaction() as session:
        accounts.reset_second_factor(session, login, parts().real_clock.now())
    click.echo(f"{login} is signed out, signs in with the password alone, and sets up a second factor anew.")


@users.command("forget-identity")
@click.argument("login")
def forget_identity(login: str) -> None:
    """LOGIN has a new account at the identity provider: the next that comes with their address is taken for them."""
    with parts().database.transaction() as session:
        count = accounts.forget_identity(session, login, parts().real_clock.now())
    click.echo(
        f"{login} is known by their e-mail address again." if count else f"{login} was not bound to any account."
    )


@users.command()
def reseal() -> None:
    """After a change of SECRET_KEY: what an older key sealed is sealed with the first, so that the old one can go."""
    with parts().database.transaction() as session:
        count = reseal_all(session, parts().settings.secret_keys)
    click.echo(f"{count} secrets are sealed with the first SECRET_KEY now.")
