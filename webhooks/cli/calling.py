"""A call on the simulated telephone, led by orders: who is who, what was heard, and what came of it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import requests

from ivr.errors import ProviderGone, Refused
from ivr.flowfile.names import did_you_mean, name
from ivr.settings import Settings
from ivr.simulator.client import TelephoneClient
from ivr.simulator.legs import ENDED, Line
from ivr.simulator.remote import RemoteCall
from webhooks.cli.choosing import instant
from webhooks.cli.orders import HELP, Order

NETWORK = "http://127.0.0.1:8312"
"""Where `ivr run` puts the simulated network."""

SECONDS_TO_ANSWER = 10
SAME_TIME_SECONDS = 30
SECONDS_TO_RING = 15
A_MOMENT = 0.4
"""Real seconds for which the service may take its time after each second that passes."""
ANY_CALLER = "+15195550123"
BY_HAND, AWAY = "by-hand", "no-answer"


class NotHeard(Refused):
    """What a script expects was not heard."""


@dataclass
class Calling:
    """One call. Nothing rings before `ring`; `say` prints a line for a person."""

    telephones: TelephoneClient
    service: str
    """The address of the web process."""

    caller: str = ANY_CALLER
    line: str = ""
    at: str = ""
    plans: dict[str, str] = field(default_factory=dict)
    otherwise: str = AWAY
    call: RemoteCall | None = None
    mark: int = 0
    """Lines of the transcript before the caller's last deed."""

    zone: str = "UTC"
    """Of the line that is rung; an IANA name."""

    say: Callable[[str], None] = print
    _world: dict[str, Any] | None = None

    @property
    def world(self) -> dict[str, Any]:
        """Lines and people, as the service tells them. Raises ProviderGone."""
        if self._world is None:
            self._find_network()
            self._world = self.ask("world")
        return self._world

    def _find_network(self) -> None:
        try:
            self.telephones.health()
        except ProviderGone as error:
            raise ProviderGone(
                f"No simulated telephone answers at {self.telephones.base_url}. Start everything with `ivr run`, "
                "or say in TWILIO_API_BASE where it is."
            ) from error

    def ask(self, path: str) -> dict[str, Any]:
        """Raises ProviderGone where no simulated service answers."""
        session = requests.Session()
        session.trust_env = False
        try:
            answer = session.get(f"{self.service}/phone/api/{path}", timeout=SECONDS_TO_ANSWER)
            answer.raise_for_status()
            return dict(answer.json())
        except (requests.RequestException, ValueError) as error:
            raise ProviderGone(
                f"No simulated service answers at {self.service}. Start everything with `ivr run`, "
                "or say in PUBLIC_URL where it is."
            ) from error

    # --- before the call ---------------------------------------------------------------------------------------------

    def ring(self) -> RemoteCall:
        """Sets the clock and the people, and rings the line. Raises Refused, ProviderGone."""
        line = self._line()
        self.zone = line["zone"]
        self._travel()
        for person in self.world["people"]:
            how = self.plans.get(name(person["handle"]), self.otherwise)
            for number in person["numbers"]:
                self.telephones.callee(number).behave(how.replace("_", "-"))
        caller = "anonymous" if self.caller.casefold() in ("withheld", "anonymous") else self.caller
        self.call = self.telephones.dial(from_=caller, to=line["number"])
        return self.call

    def _line(self) -> dict[str, str]:
        lines = {name(each["name"]): each for each in self.world["lines"]}
        if not self.line and lines:
            return dict(next(iter(lines.values())))
        digits = re.sub(r"[\s().-]", "", self.line)
        found = lines.get(name(self.line)) or next((each for each in lines.values() if each["number"] == digits), None)
        if found is None:
            raise Refused(f'There is no line "{self.line}": {did_you_mean(self.line, lines)}')
        return dict(found)

    def _travel(self) -> None:
        if not self.at:
            return
        now = self.telephones.now()
        at = instant(self.at, now, self.zone)
        if abs((at - now).total_seconds()) > SAME_TIME_SECONDS:
            self.telephones.hang_up_on_people()
            self.telephones.travel(at)

    def person(self, wanted: str) -> dict[str, Any]:
        """By handle, or by the beginning of a name. Raises Refused."""
        people = self.world["people"]
        for each in people:
            if name(wanted) == name(each["handle"]) or each["name"].casefold().startswith(wanted.casefold()):
                return dict(each)
        raise Refused(f'There is nobody called "{wanted}": {did_you_mean(wanted, [each["handle"] for each in people])}')

    # --- orders ------------------------------------------------------------------------------------------------------

    def do(self, order: Order) -> None:
        """Raises Refused (with the line of a script), NotHeard, ProviderGone."""
        try:
            self._do(order)
        except NotHeard:
            raise
        except Refused as error:
            raise Refused(f"Line {order.line}: {error}" if order.line else str(error)) from error

    def _do(self, order: Order) -> None:
        if order.verb in ("from", "to", "at", "callee"):
            self._set(order)
            return
        if order.verb == "help":
            self.say(HELP)
            return
        call = self.call or self.ring()
        if order.verb in ("answer", "decline", "press at", "hang up at"):
            self._somebody(order)
        elif order.verb == "people":
            self._people(call)
        elif order.verb == "hear":
            self._hear(call, order)
        else:
            self.mark = len(call.transcript) if order.verb in ("press", "say", "wait") else self.mark
            self._caller(call, order)

    def _set(self, order: Order) -> None:
        if self.call is not None:
            raise Refused(f"“{order.verb}” comes before the call.")
        if order.verb == "callee":
            self.plans[name(self.person(order.who)["handle"])] = order.value
        else:
            setattr(self, {"from": "caller", "to": "line", "at": "at"}[order.verb], order.value)

    def _caller(self, call: RemoteCall, order: Order) -> None:
        match order.verb:
            case "press":
                call.press(order.value)
            case "say":
                call.say(order.value)
            case "wait" if order.value:
                self._wait(call, float(order.value))
            case "wait":
                call.listen()
            case "skip":
                self.telephones.skip()
            case "hang up":
                call.hang_up()

    def _wait(self, call: RemoteCall, seconds: float) -> None:
        """Lets time pass: at once, or, where people are called for an emergency, so that the service keeps up."""
        if not self.ask(f"calls/{call.sid}")["goes_on"]:
            call.wait(seconds)
            return
        while seconds > 0:
            call.wait(min(seconds, 1.0))
            self.telephones.events(after=self.telephones.last_event(), wait=A_MOMENT)
            seconds -= 1.0

    def _somebody(self, order: Order) -> None:
        """A deed at the telephone of a person: the one of their numbers that is rung, else their first.

        The service rings people by itself, a moment later: a telephone that does not ring yet is waited for.
        """
        numbers = self.person(order.who)["numbers"]
        rung = self._rung_at(numbers)
        for _ in range(SECONDS_TO_RING if order.verb in ("answer", "decline") else 0):
            if rung:
                break
            self.telephones.events(after=self.telephones.last_event(), wait=1)
            rung = self._rung_at(numbers)
        callee = self.telephones.callee((rung or numbers)[0])
        if order.verb == "press at":
            callee.press(order.value)
        else:
            {"answer": callee.answer, "decline": callee.decline, "hang up at": callee.hang_up}[order.verb]()

    def _rung_at(self, numbers: Sequence[str]) -> list[str]:
        return [each["number"] for each in self._rung() if each["number"] in numbers]

    def _rung(self) -> list[dict[str, Any]]:
        """The telephones that ring or are in a call: rung by the call's own documents, or by the service since."""
        if self.call is None:
            return []
        own = self.call.as_json()
        rung = ((each, each["call"]) for each in self.telephones.callees() if each["call"])
        return [
            each
            for each, call in rung
            if call["status"] not in ENDED and (call["parent"] == own["sid"] or _placed_since(call, own))
        ]

    def _people(self, call: RemoteCall) -> None:
        names = {number: each["name"] for each in self.world["people"] for number in each["numbers"]}
        rung = self._rung()
        for each in rung:
            self.say(f"  {names.get(each['number'], each['number'])}: {each['call']['doing']}")
        if not rung:
            self.say(f"  Nobody is rung now ({call.doing}).")

    def _hear(self, call: RemoteCall, order: Order) -> None:
        if not call.listen(order.value, after=self.mark):
            where = f"Line {order.line}: " if order.line else ""
            raise NotHeard(f"{where}“{order.value}” was not heard ({call.status}, {call.doing}).")

    # --- afterwards --------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Listens to the end of what is being said, hangs up, and leaves everybody's telephone to be led by hand."""
        if self.call is not None and self.call.status not in ENDED:
            self.call.listen()
            self.call.hang_up()
        for person in self.world["people"]:
            for number in person["numbers"]:
                self.telephones.callee(number).behave(BY_HAND)

    def outcome(self) -> dict[str, Any]:
        """{call_sid, case_number, status}: the provider's id and last word, and the number of the one case."""
        if self.call is None:
            return {"call_sid": None, "case_number": None, "status": None}
        case = self.ask(f"calls/{self.call.sid}").get("case")
        return {
            "call_sid": self.call.sid,
            "case_number": case["number"] if case else None,
            "status": self.call.status,
        }


def _placed_since(call: Mapping[str, Any], own: Mapping[str, Any]) -> bool:
    """Whether the service made this call of its own since the other one began."""
    return bool(call["direction"] == "outbound-api" and call["seq"] >= own["seq"])


def calling_by(settings: Settings) -> Calling:
    """A call on the telephone that the settings name, or on the one of `ivr run`."""
    return Calling(TelephoneClient(settings.twilio_api_base or NETWORK), settings.public_url)


def as_row(line: Line) -> Mapping[str, Any]:
    """A line of the transcript for scripts.

    `who`: line, caller, callee, provider or network; `kind`: said or pressed.
    """
    pressed = line.who == "keys"
    return {
        "at": line.at.isoformat(),
        "who": "caller" if pressed else line.who,
        "kind": "pressed" if pressed else "said",
        "text": line.what,
        "language": line.language or None,
    }


def as_text(line: Line, zone: str) -> str:
    """The same for a person, in an IANA zone."""
    shown = f"[{line.what}]" if line.who == "keys" else line.what
    return f"{line.at.astimezone(ZoneInfo(zone)):%H:%M:%S}  {line.who:>8}  {shown}"
