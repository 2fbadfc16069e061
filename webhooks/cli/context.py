"""What every command shares: the program's parts, built once."""

import click

from afterhours.parts import Parts, build
from afterhours.services.signing import Signed
from ivr import settings

PARTS = "ivr.parts"


def parts() -> Parts:
    """The program's parts for this command, from the environment. Raises BadSetting."""
    context = click.get_current_context().find_root()
    if PARTS not in context.meta:
        context.meta[PARTS] = build(settings.load())
        context.call_on_close(context.meta[PARTS].close)
    built: Parts = context.meta[PARTS]
    return built


def signed(given: Parts) -> Signed:
    """An order of whoever types this command, given now."""
    return Signed("ivr", given.clock.now(), given.real_clock.now())
