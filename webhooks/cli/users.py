"""`ivr users`: who may sign in to the pages."""

import sys
from collections.abc import Callable, Sequence

import click

from webhooks.cli.context import parts
from webhooks.cli.output import print_lines
from webhooks.pages.parts import book_of, councils_of
from webhooks.roles import Role
from webhooks.signin import users as accounts
from webhooks.signin.passwords import generated

SHOWN = ("login", "name", "role", "tenants", "disabled", "last_sign_in_at")
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


@users.command()
@click.argument("login")
@click.option("--role", type=ROLE, required=True, help="What they may do.")
@click.option("--tenant", "tenants", multiple=True, help="A council whose cases they may see; may be repeated.")
@click.option("--name", default="", help="Their name as the pages show it.")
@password_options
def add(login: str, role: str, tenants: tuple[str, ...], name: str, from_stdin: bool, generate: bool) -> None:
    """Let LOGIN sign in. Without --tenant they see the municipality's own cases."""
    councils = councils_of(book_of(parts()))
    own: Sequence[str] = tenants or tuple(councils[:1])
    own = accounts.known_among(own, councils)
    password = chosen_password(from_stdin=from_stdin, generate=generate)
    new = accounts.NewUser(login=login, name=name, role=role, tenants=own, password=password)
    with parts().database.transaction() as session:
        user = accounts.add_user(session, new, councils, parts().real_clock.now())
    click.echo(f"{user.login} may sign in as {user.role} for {', '.join(user.tenants)}.")


@users.command("list")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines.")
def list_users(as_json: bool) -> None:
    """Everybody who may sign in, or could."""
    with parts().database.transaction() as session:
        found = accounts.all_users(session)
    if as_json:
        print_lines({name: getattr(user, name) for name in SHOWN} for user in found)
        return
    if not found:
        click.echo("Nobody yet. Make the first user: ivr users add LOGIN --role administrator")
    for user in found:
        last = f"last here {user.last_sign_in_at:%Y-%m-%d %H:%M} UTC" if user.last_sign_in_at else "never here"
        state = "disabled" if user.disabled else last
        click.echo(f"{user.login:<32} {user.role:<20} {', '.join(user.tenants):<24} {state}")


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
