"""The one tree of errors. Raised where they happen, translated once, in `webhooks/errors.py`.

IvrError                     anything this program says on purpose
+-- Refused                  input that cannot be accepted: what, where, what to do
|   +-- FaultsFound          a folder of call flows with faults in it
|   +-- BadSetting           settings that contradict each other or cannot be read
|   +-- NotFound             no such case, call, person, line
+-- EngineFault              a flow that cannot go on; ends in `on_error`
+-- Unavailable              something outside did not answer in time
    +-- DatabaseGone         PostgreSQL is away or too slow
    +-- ProviderGone         the telephone provider is away or refuses
    +-- StoreGone            the store of recordings is away, full or refuses
    +-- MailGone             the mail server is away, or refuses for now
"""


class IvrError(Exception):
    """Root: everything this program raises on purpose."""


class Refused(IvrError):
    """Input that cannot be accepted; the message says what, where and what to do."""


class FaultsFound(Refused):
    """A folder of call flows has faults; `faults` holds them all."""

    def __init__(self, faults: object) -> None:
        super().__init__(str(faults))
        self.faults = faults


class BadSetting(Refused):
    """One or several settings are missing, unreadable or contradictory."""


class NotFound(Refused):
    """The thing asked for does not exist, or may not be seen."""


class EngineFault(IvrError):
    """The engine cannot go on with this call; the runner takes the flow's `on_error`."""


class Unavailable(IvrError):
    """Something this program depends on did not answer in time."""


class DatabaseGone(Unavailable):
    """PostgreSQL is away, or slower than a caller can wait."""


class ProviderGone(Unavailable):
    """The telephone provider is away, or refuses."""


class MailGone(Unavailable):
    """The mail server is away, or refuses for now."""


class StoreGone(Unavailable):
    """The store of recordings is away, full, or refuses."""
