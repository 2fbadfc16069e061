"""Kind of outbox message -> who carries it out: everything the pager lets leave the house."""

from collections.abc import Callable

from afterhours.services.dialling import LegPlacer
from afterhours.services.live_calls import END, CallEnder
from afterhours.services.outbox import Sender
from afterhours.services.paging.attempts import CALL, CALLER, CHECK, JOIN, TEXT
from afterhours.services.paging.caller import CallerTeller
from afterhours.services.paging.joining import CallerJoiner, DropChecker
from afterhours.services.paging.placing import PagedLegs
from afterhours.services.paging.telling import PersonTexter
from afterhours.site import Site
from ivr.addresses import Addresses
from ivr.settings import Settings
from ivr.store.database import Database
from ivr.telephony.port import Telephony


def senders_of(
    database: Database,
    site: Callable[[], Site],
    telephony: Callable[[], Telephony],
    addresses: Addresses,
    settings: Settings,
) -> dict[str, Sender]:
    """All of them, over the parts of one process."""
    return {
        CALL: LegPlacer(database, telephony, addresses, PagedLegs(site)),
        TEXT: PersonTexter(database, site, telephony, addresses, settings),
        END: CallEnder(telephony),
        JOIN: CallerJoiner(database, telephony, addresses),
        CHECK: DropChecker(database, telephony),
        CALLER: CallerTeller(database, site, telephony, addresses),
    }
