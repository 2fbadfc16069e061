"""The other end of the control API, typed: for the page /phone, `ivr call` and scenario tests.

telephones = TelephoneClient("http://127.0.0.1:5050")
call = telephones.dial(from_="+15195550123", to="+15195550100")
call.press("1").wait(6)
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import requests

from ivr.errors import ProviderGone
from ivr.simulator.errors import ControlRefused
from ivr.simulator.legs import ENDED, Line

TIMEOUT = 60.0


class TelephoneClient:
    """Speaks to a served network. Every verb raises `ControlRefused` when the network refuses it, with its sentence,
    and `ProviderGone` when there is no network at `base_url`."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False

    def get(self, path: str, **query: object) -> Any:
        return self._ask("GET", path, params={name: str(value) for name, value in query.items()})

    def post(self, path: str, **body: object) -> Any:
        return self._ask("POST", path, json=body)

    def _ask(self, method: str, path: str, **what: Any) -> Any:
        try:
            answer = self._session.request(method, f"{self.base_url}/network{path}", timeout=TIMEOUT, **what)
            value = answer.json()
        except (requests.RequestException, ValueError) as error:
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

    def dial(self, *, from_: str, to: str, extras: Mapping[str, str] | None = None) -> "RemoteCall":
        answer = self.post("/calls", **{"from": from_, "to": to, "extras": dict(extras or {})})
        return RemoteCall(self, str(answer["sid"]))

    def call(self, sid: str) -> "RemoteCall":
        return RemoteCall(self, str(self.get(f"/calls/{sid}")["sid"]))

    def calls(self) -> list[dict[str, Any]]:
        """All calls and legs with their transcripts, oldest first."""
        return list(self.get("/calls"))

    def hang_up_on_people(self) -> None:
        """Ends the calls that the program has made by itself, so that the clock can travel."""
        for call in self.calls():
            if call["direction"] == "outbound-api" and call["status"] not in ENDED:
                self.call(call["sid"]).hang_up()

    def call_of(self, number: str) -> "RemoteCall | None":
        """The call this telephone was rung for last, live or over."""
        call = self.get(f"/callees/{number}")["call"]
        return RemoteCall(self, str(call["sid"])) if call else None

    def callee(self, number: str) -> "RemoteCallee":
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


class RemoteCall:
    """A call on a served network; the same words as `calls.Call`."""

    def __init__(self, client: TelephoneClient, sid: str) -> None:
        self._client = client
        self.sid = sid

    def as_json(self) -> dict[str, Any]:
        return dict(self._client.get(f"/calls/{self.sid}"))

    @property
    def status(self) -> str:
        return str(self.as_json()["status"])

    @property
    def doing(self) -> str:
        return str(self.as_json()["doing"])

    @property
    def connected_to(self) -> str | None:
        number = self.as_json()["connected_to"]
        return None if number is None else str(number)

    @property
    def talks_with(self) -> list[str]:
        return [str(number) for number in self.as_json()["talks_with"]]

    @property
    def transcript(self) -> list[Line]:
        lines = self.as_json()["transcript"]
        return [Line(one["who"], one["what"], one["language"], datetime.fromisoformat(one["at"])) for one in lines]

    def press(self, keys: str) -> "RemoteCall":
        return self._do("press", keys=keys)

    def say(self, text: str, seconds: float | None = None) -> "RemoteCall":
        return self._do("say", text=text, seconds=seconds or 0)

    def wait(self, seconds: float) -> "RemoteCall":
        return self._do("wait", seconds=seconds)

    def hang_up(self) -> "RemoteCall":
        return self._do("hangup")

    def listen(self, words: str = "", within: float = 120, after: int = 0) -> bool:
        path = f"/calls/{self.sid}/listen"
        return bool(self._client.post(path, words=words, within=within, after=after)["heard"])

    def _do(self, deed: str, **body: object) -> "RemoteCall":
        self._client.post(f"/calls/{self.sid}/{deed}", **body)
        return self


class RemoteCallee:
    """A telephone on a served network that can be rung."""

    def __init__(self, client: TelephoneClient, number: str) -> None:
        self._client = client
        self.number = number

    def behave(self, name: str, after: float | None = None, keys: str = "1") -> "RemoteCallee":
        """A plan by its name (see `callees.BEHAVIOURS`)."""
        given = {} if after is None else {"after": after}
        return self._post("", behaviour=name, keys=keys, **given)

    def hangs_up_after(self, seconds: float) -> "RemoteCallee":
        return self._post("", hangs_up_after=seconds)

    def hangs_up_in_talk(self, seconds: float = 5.0) -> "RemoteCallee":
        return self._post("", hangs_up_in_talk=seconds)

    def texts_back(self, body: str) -> "RemoteCallee":
        return self._post("", texts_back=body)

    def by_hand(self) -> "RemoteCallee":
        return self.behave("by-hand")

    @property
    def texts(self) -> list[dict[str, Any]]:
        """The texts that this telephone got, oldest first."""
        return list(self._client.get(f"/callees/{self.number}")["got"])

    @property
    def bodies(self) -> list[str]:
        return [str(text["body"]) for text in self.texts]

    def answer(self) -> None:
        self._post("/answer")

    def decline(self) -> None:
        self._post("/decline")

    def let_mailbox_answer(self) -> None:
        self._post("/mailbox")

    def text(self, body: str, to: str) -> None:
        self._post("/text", body=body, to=to)

    def press(self, keys: str) -> None:
        self._post("/press", keys=keys)

    def say(self, text: str) -> None:
        self._post("/say", text=text)

    def hang_up(self) -> None:
        self._post("/hangup")

    def _post(self, path: str, **body: object) -> "RemoteCallee":
        self._client.post(f"/callees/{self.number}{path}", **body)
        return self
