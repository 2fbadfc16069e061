"""The command `ivr`: one table of commands, each loaded when it is called, so that `ivr --help` stays quick."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click
from flask import Flask
from flask.cli import FlaskGroup

from ivr import zones
from ivr.errors import IvrError

COMMANDS: Mapping[str, str] = {
    "run": "webhooks.cli.run:run",
    "serve": "webhooks.cli.processes:serve",
    "live": "webhooks.cli.processes:live",
    "scheduler": "webhooks.cli.processes:scheduler",
    "telephone": "webhooks.cli.processes:telephone",
    "db": "webhooks.cli.db:db",
    "demo": "webhooks.cli.demo:demo",
    "check": "webhooks.cli.flows:check",
    "test": "webhooks.cli.flows:test",
    "hours": "webhooks.cli.hours:hours",
    "lines": "webhooks.cli.lines:lines",
    "calls": "webhooks.cli.calls:calls",
    "cases": "webhooks.cli.cases:cases",
    "queue": "webhooks.cli.queue:queue",
    "handover": "webhooks.cli.handover:handover",
    "audit": "webhooks.cli.audit:audit",
    "call": "webhooks.cli.call:call",
    "contacts": "webhooks.cli.contacts:contacts",
    "roster": "webhooks.cli.rosters:roster",
    "people": "webhooks.cli.people:people",
    "users": "webhooks.cli.users:users",
    "doctor": "webhooks.cli.doctor:doctor",
    "number": "webhooks.cli.number:number",
    "fallback": "webhooks.cli.fallback:fallback",
    "recordings": "webhooks.cli.recordings:recordings",
    "person-data": "webhooks.cli.person_data:person_data",
    "retention": "webhooks.cli.retention:retention",
    "hold": "webhooks.cli.retention:hold",
    "backup": "webhooks.cli.backup:backup",
    "restore": "webhooks.cli.backup:restore",
}


class Commands(FlaskGroup):
    """The commands of `COMMANDS`; what this program raises on purpose is printed as a sentence, exit code 1.

    Every process is one of them, so this is where the newer copy of the time zones is chosen.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it so
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002 - click calls it so
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name].split(":")
        found: click.Command = getattr(import_module(module), attribute)
        return found

    def invoke(self, ctx: click.Context) -> Any:
        zones.use_newest()
        try:
            return super().invoke(ctx)
        except IvrError as error:
            raise click.ClickException(str(error)) from error


def _application() -> Flask:
    """For FlaskGroup's own commands; this program's commands take their parts from `webhooks.cli.context`."""
    from webhooks.wsgi import application

    return application()


main = Commands(
    name="ivr",
    create_app=_application,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
    set_debug_flag=False,
    help="The telephone service of a municipality: 311, by day and by night.",
)
