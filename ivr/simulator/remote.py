"""A call and a telephone on a served network, in the words of `calls.Call` and `callees.Callee`."""

from datetime import datetime
from typing import Any, Protocol

from ivr.simulator.legs import Line


class Client(Protocol):
    """What asks the served network: `client.TelephoneClient`."""

    def get(self, path: str, **query: object) -> Any: ...
    def post(self, path: str, **body: object) -> Any: ...


class RemoteCall:
    """A call on a served network; the same words as `calls.Call`."""

    def __init__(self, client: "Client", sid: str) -> None:
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

    def __init__(self, client: "Client", number: str) -> None:
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
