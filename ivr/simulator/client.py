"""The other end of the control API, typed: for the page /phone, `ivr call` and scenario tests.

telephones = TelephoneClient("http://127.0.0.1:5050")
call = telephones.dial(from_="+15195550123", to="+15195550100")
call.press("1").wait(6)
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ivr.errors import ProviderGone
from ivr.simulator.errors import ControlRefused
from ivr.simulator.legs import ENDED
from ivr.simulator.remote import RemoteCall, RemoteCallee

TIMEOUT = 60.0


class TelephoneClient:
    """Speaks to a served network. Every verb raises `ControlRefused` when the network refuses it, with its sentence,
    and `ProviderGone` when there is no network at `base_url`."""

    def __init__(self, base_url: str) -> None:
        from requests import Session

        self.base_url = base_url.rstrip("/")
        self._session = Session()
        self._session.trust_env = False

    def get(self, path: str, **query: object) -> Any:
        return self._ask("GET", path, params={name: str(value) for name, value in query.items()})

    def post(self, path: str, **body: object) -> Any:
        return self._ask("POST", path, json=body)

    def _ask(self, method: str, path: str, **what: Any) -> Any:
        from requests import RequestException

        try:
            answer = self._session.request(method, f"{self.base_url}/network{path}", timeout=TIMEOUT, **what)
            value = answer.json()
        except (RequestException, ValueError) as error:
            raise ProviderGone(f"The simulated telephone at {self.base_url} does not answer: {error}") from error
        if answer.status_code >= 400:
            raise ControlRefused(value.get("error", f"HTTP {answer.status_code}"))
        return value

    def health(self) -> dict[str, Any]:
        """Status, the network's time, the number of calls and of the latest event."""
        return dict(self.get("/health"))

    def now(self) -> datetime:
        return datetime.fromisoformat(self.get("/clock")["now"])

    def numbers(self) -> list[dict[str, str]]:
        """The numbers that can be rung: `number` (E.164) and `name`."""
        return list(self.get("/numbers"))

    def dial(self, *, from_: str, to: str, extras: Mapping[str, str] | None = None) -> RemoteCall:
        answer = self.post("/calls", **{"from": from_, "to": to, "extras": dict(extras or {})})
        return RemoteCall(self, str(answer["sid"]))

    def call(self, sid: str) -> RemoteCall:
        return RemoteCall(self, str(self.get(f"/calls/{sid}")["sid"]))

    def calls(self) -> list[dict[str, Any]]:
        """All calls and legs with their transcripts, oldest first."""
        return list(self.get("/calls"))

    def hang_up_on_people(self) -> None:
        """Ends the calls that the program has made by itself, so that the clock can travel."""
        for call in self.calls():
            if call["direction"] == "outbound-api" and call["status"] not in ENDED:
                self.call(call["sid"]).hang_up()

    def call_of(self, number: str) -> RemoteCall | None:
        """The call this telephone was rung for last, live or over."""
        call = self.get(f"/callees/{number}")["call"]
        return RemoteCall(self, str(call["sid"])) if call else None

    def callee(self, number: str) -> RemoteCallee:
        return RemoteCallee(self, number)

    def callees(self) -> list[dict[str, Any]]:
        """The telephones that were rung or described, each with its plan and its last call."""
        return list(self.get("/callees"))

    def events(self, after: int = 0, wait: float = 0) -> list[dict[str, Any]]:
        """Events after a number; waits up to `wait` seconds (at most 30) until there is one."""
        return list(self.get("/events", after=after, wait=wait)["events"])

    def last_event(self) -> int:
        """The number of the latest event."""
        return int(self.health()["last_event"])

    def texts(self) -> list[dict[str, Any]]:
        return list(self.get("/texts"))

    def text_in(self, *, from_: str, to: str, body: str) -> dict[str, Any]:
        return dict(self.post("/texts", **{"from": from_, "to": to, "body": body}))

    def wait(self, seconds: float) -> None:
        """Lets seconds of network time pass at once."""
        self.post("/clock", do="step", seconds=seconds)

    def skip(self) -> float:
        """Goes on to what happens next; the seconds that passed."""
        return float(self.post("/clock", do="skip")["passed"])

    def travel(self, to: datetime) -> None:
        """Sets the clock to another instant (aware); refused while a call is running."""
        self.post("/clock", do="travel", to=to.isoformat())

    def pause(self) -> None:
        self.post("/clock", do="pause")

    def resume(self) -> None:
        self.post("/clock", do="resume")

    def reset(self) -> None:
        self.post("/reset")
