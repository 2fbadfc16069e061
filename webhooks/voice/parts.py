"""What the telephone's door needs of the program."""

from collections.abc import Callable
from typing import Protocol, cast

from flask import current_app

from ivr.addresses import Addresses
from ivr.clock import Clock
from ivr.runner import Runner
from ivr.settings import Settings
from ivr.snapshot import Snapshot
from ivr.spool import Spool


class VoiceParts(Protocol):
    """The part of the composition root that the telephone's routes may see."""

    settings: Settings
    runner: Runner
    addresses: Addresses
    spool: Spool
    real_clock: Clock
    snapshot: Callable[[], Snapshot]


def of_app() -> VoiceParts:
    """The parts of the application that answers this request."""
    return cast("VoiceParts", current_app.extensions["ivr_parts"])
