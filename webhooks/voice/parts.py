"""What the telephone's door needs of the program."""

from typing import Protocol, cast

from flask import current_app

from afterhours.site import Site
from ivr.addresses import Addresses
from ivr.clock import Clock
from ivr.runner import Runner
from ivr.settings import Settings
from ivr.snapshot import Snapshot
from ivr.spool import Spool
from ivr.store.database import Database


class VoiceParts(Protocol):
    """The part of the composition root that the telephone's routes may see."""

    @property
    def settings(self) -> Settings: ...

    @property
    def database(self) -> Database: ...

    @property
    def runner(self) -> Runner: ...

    @property
    def addresses(self) -> Addresses: ...

    @property
    def spool(self) -> Spool: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def real_clock(self) -> Clock:
        """Real time: for the audit."""

    @property
    def site(self) -> Site:
        """The newest revision. Raises NotFound before the first release, DatabaseGone."""

    def snapshot(self) -> Snapshot:
        """Raises Unavailable when there is none."""
        ...


def of_app() -> VoiceParts:
    """The parts of the application that answers this request."""
    return cast("VoiceParts", current_app.extensions["ivr_parts"])
