"""What every table holds of people: about whom, why, who sees it, how long. `docs/privacy.md` is written from here, the
purge and the export of what is held about one person follow it, and a test fails on a column that is missing.

A new table needs an entry in one of the files beside this one: `callers`, `agents`, `signin`, `duty` or `running`.
"""

from collections.abc import Mapping

from afterhours.privacy.agents import AGENTS
from afterhours.privacy.callers import CALLERS
from afterhours.privacy.classes import CALLER, EMPTIED, KINDS, NOTHING, SECRET, STAFF, TOLD, Held
from afterhours.privacy.duty import DUTY
from afterhours.privacy.running import RUNNING
from afterhours.privacy.signin import SIGN_IN

TABLES: Mapping[str, Held] = {**CALLERS, **AGENTS, **DUTY, **RUNNING, **SIGN_IN}
"""Table -> what is said of it."""

__all__ = ["CALLER", "EMPTIED", "KINDS", "NOTHING", "SECRET", "STAFF", "TABLES", "TOLD", "Held"]
