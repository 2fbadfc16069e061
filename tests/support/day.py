"""The county by day with a line of its own for agents: their telephones, and callers who wait for them.

with a_day(database_url, tmp_path) as day:
    ann = day.agent("ann")
    day.county.phone().hears("You are next")
    ann.rings().answers().hears("A caller is waiting").presses("1")
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from ivr.simulator.called import Answerer, person
from ivr.simulator.callees import Callee
from ivr.simulator.story import Caller
from tests.support.county import CALLFLOWS, TUESDAY_MORNING, County, county
from tests.support.lines import DeskUser, a_user, is_there, now, rows
from tests.support.scheduled import at_work

FLOW = """\
flow: main
start: welcome
defaults: {after_last_try: line, on_error: message}
steps:
  welcome:
    say:
      en: If anyone is in danger, hang up and dial 9 1 1.
      fr: En cas de danger, raccrochez et faites le 9 1 1.
    next: language
  language: {language: offer, next: line}
  line: {queue: county-desk, next: bye, callback: bye, gave_up: message, full: message, closed: message}
  message:
    record: {en: Please leave a message., fr: Laissez un message.}
    empty: bye
    next: bye
  bye: {end: {en: Thank you for calling. Goodbye., fr: Merci. Au revoir.}}
"""
SWITCHBOARD = FLOW.replace("flow: main", "flow: night").replace("queue: county-desk", "queue: night-desk")
ASKS = FLOW.replace("flow: main", "flow: flu-clinic").replace(
    "{queue: county-desk, next: bye, callback: bye, gave_up: message, full: message, closed: message}",
    "{agent: county-desk, next: bye, nobody: message, closed: message}",
)
AGENTS = """\
organisations:
  nightline: {name: {en: Nightline Answering}, kind: answering-company, serves: [county, wealden-vale]}
groups:
  county-desk: {organisation: county, hours: town-hall, telephones: own, skills: [french], wrap_up: 30s}
  night-desk: {organisation: nightline, number: "+15195550160", lines: 3, hold_for: 15m}
  social-duty: {organisation: county, telephones: own}
directory:
  interpreters: {name: {en: Interpreters}, number: "+15195550170"}
  roads-office: {name: {en: Roads office}, number: "+15195550171", kind: office}
"""
NIGHT_LINE, CLINIC = "+15195550120", "+15195550140"
SWITCHBOARD_NUMBER, INTERPRETER, OFFICE = "+15195550160", "+15195550170", "+15195550171"
FIRST_TELEPHONE = 15195550181


@dataclass
class Day:
    """The county at work, and its agents."""

    county: County
    agents: dict[str, DeskUser] = field(default_factory=dict)

    def agent(self, login: str, **told: Any) -> Answerer:
        """An agent who is available, and whose telephone is in the test's hand."""
        return person(self.county.network, self._comes(login, **told), login)

    def planned(self, login: str, **told: Any) -> Callee:
        """The same with a plan for their telephone."""
        return self.county.network.callee(self._comes(login, **told))

    def _comes(self, login: str, **told: Any) -> str:
        number = f"+{FIRST_TELEPHONE + len(self.agents)}"
        self.agents[login] = is_there(self.parts, a_user(self.parts, login, **told), number)
        return number

    def caller(self, number: str = "+15195550123", to: str = "+15195550100") -> Caller:
        """A resident who has chosen English and waits."""
        return self.county.phone(from_=number, to=to).hears("9 1 1").presses("1")

    def user(self, login: str) -> UUID:
        return self.agents[login].user_id

    @property
    def parts(self) -> Any:
        return self.county.parts

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return rows(self.parts, sql)

    def now(self) -> Any:
        return now(self.parts)

    def waits(self, seconds: float) -> None:
        self.county.network.wait(seconds)


@contextmanager
def a_day(database_url: str, var: Path, agents: str = AGENTS, **flows: str) -> Iterator[Day]:
    """A Tuesday at ten, with the scheduler at work. `agents`: another agents.yaml; `flows`: others of these names."""
    folder = var / "callflows"
    shutil.copytree(CALLFLOWS, folder)
    (folder / "agents.yaml").write_text(agents, encoding="utf-8")
    for name, text in {"main": FLOW, "night": SWITCHBOARD, "flu-clinic": ASKS, **flows}.items():
        (folder / "flows" / f"{name}.yaml").write_text(text, encoding="utf-8")
    with county(database_url, var, folder) as served, at_work(served.at(TUESDAY_MORNING)):
        yield Day(served)
