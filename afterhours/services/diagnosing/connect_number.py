"""Lets the provider send the calls and texts of a number to this service."""

from dataclasses import dataclass

from ivr.errors import NotFound
from ivr.telephony.port import NumberAddresses, OwnNumber, Telephony


@dataclass(frozen=True, slots=True)
class Connection:
    """A number as it is, and as it would be or now is."""

    before: OwnNumber
    wanted: NumberAddresses
    fallback_method: str

    @property
    def changes(self) -> dict[str, tuple[str, str]]:
        """Which address -> (before, after), only where they differ."""
        return {
            name: (getattr(self.before.addresses, name), getattr(self.wanted, name))
            for name in ("voice", "fallback", "status", "text")
            if getattr(self.before.addresses, name) != getattr(self.wanted, name)
        }

    @property
    def is_needed(self) -> bool:
        methods = self.before.methods
        posted = (methods.voice, methods.status, methods.text) == ("POST",) * 3
        return bool(self.changes or self.before.diverted) or not posted or methods.fallback != self.fallback_method


def own_addresses(public_url: str, fallback: str = "") -> NumberAddresses:
    """Where the provider is to go; `fallback` on another host is of use when this one is down."""
    return NumberAddresses(
        voice=f"{public_url}/voice",
        fallback=fallback or f"{public_url}/voice/fallback",
        status=f"{public_url}/voice/status",
        text=f"{public_url}/messages",
    )


def plan_connection(telephony: Telephony, number: str, public_url: str, fallback: str = "") -> Connection:
    """What connecting `number` (E.164) would change. Raises NotFound when the account does not have it."""
    before = telephony.number(number)
    if before is None:
        raise NotFound(
            f"{number} does not belong to this account at the provider. Buy it there, or move it there, first."
        )
    return Connection(before, own_addresses(public_url, fallback), "GET" if fallback else "POST")


def connect(telephony: Telephony, connection: Connection) -> OwnNumber:
    """Make the change; the number as the provider then describes it."""
    return telephony.connect_number(
        connection.before.number, connection.wanted, fallback_method=connection.fallback_method
    )
