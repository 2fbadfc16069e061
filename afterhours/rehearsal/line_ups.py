"""The groups of agents of a rehearsal: how each takes its callers is what the test says.

Whoever accepts is rung by the caller's own call, as while no scheduler lives; so a caller who waits can be rehearsed in
memory, with the very words and keys of the line.
"""

from collections.abc import Mapping
from datetime import datetime

from afterhours.rules.hours import is_open
from afterhours.site.model import Site
from ivr.engine.asks import GroupFact, PlaceFact, ToRing
from ivr.engine.effects import QueueEntered

FIRST_INVENTED = 15195551000
"""Numbers of the people in a rehearsal, and of the groups after them; no real telephone is ever rung."""
FIRST_GROUP = FIRST_INVENTED + 900
LATER = 180
"""Seconds in line before somebody is free, where the test says so."""
AHEAD, MINUTE = 3, 60
"""Callers before this one at first; one of them is served each minute."""
TAKES = ("accepts", "accepts_later")


class RehearsedLines:
    """One caller, and every group they may wait for. `now`: the instant of the turn at work."""

    now: datetime

    def __init__(self, site: Site, agents: Mapping[str, str]) -> None:
        self._site, self._agents = site, agents
        self.numbers = {group: f"+{FIRST_GROUP + at}" for at, group in enumerate(sorted(site.groups))}
        self._since: dict[str, datetime] = {}
        self._in_line: dict[str, bool] = {}

    def takes(self, group: str) -> str:
        return self._agents.get(group, "nobody")

    def group(self, group: str, now: datetime) -> GroupFact:
        hours = self._site.groups[group].hours
        if hours is not None and not is_open(self._site.hours[hours], now):
            return GroupFact(state="closed")
        return GroupFact(state="full" if self.takes(group) == "full" else "open")

    def enter(self, effect: QueueEntered) -> None:
        self._since[effect.group], self._in_line[effect.group] = self.now, effect.lines_up

    def place(self, group: str, now: datetime) -> PlaceFact | None:
        """How the caller stands; None before they have entered."""
        since = self._since.get(group)
        if since is None:
            return None
        waited, takes, known = int((now - since).total_seconds()), self.takes(group), self._site.groups[group]
        if takes == "accepts" or (takes == "accepts_later" and waited >= LATER):
            to_ring = (ToRing(group, self.numbers[group], known.ring_for),)
            return PlaceFact(state="waiting", dispatching=False, to_ring=to_ring, title=known.title, waited=waited)
        if not self._in_line[group]:
            return PlaceFact(state="offered" if waited < known.ring_for else "nobody", waited=waited)
        ahead = max(0, AHEAD - waited // MINUTE)
        return PlaceFact(
            state="waiting",
            ahead=ahead,
            expected=(ahead + 1) * MINUTE,
            staffed=takes != "nobody",
            waited=waited,
            longest_wait=known.longest_wait,
        )
