"""Whether a command line of a deployment file is one that `ivr` has, with the options it has."""

from collections.abc import Sequence

import click

from webhooks.cli import main


def is_command(words: Sequence[str]) -> bool:
    """Whether click can read these words after `ivr`, without running anything."""
    command: click.Command | None = main
    context = click.Context(main, info_name="ivr")
    left = list(words)
    while isinstance(command, click.Group) and left:
        command = command.get_command(context, left.pop(0))
    if command is None or isinstance(command, click.Group):
        return False
    try:
        command.make_context(str(command.name), left, parent=context, resilient_parsing=False)
    except click.UsageError:
        return False
    return True
