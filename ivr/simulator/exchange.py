"""The exchange: runs every leg's script in the network's own time. Owns the legs and the list of events.

Everything that changes a leg happens inside `act`, one thing after another (a web server that calls back during a
webhook is only queued). Nothing here sleeps: a wait is a timer, and time moves when `Network.wait` moves the clock.
Webhooks go out in the same thread when there are no `workers` (tests, `ivr test`), else in theirs, without the lock.
"""

from collections.abc import Callable
from concurrent.futures import Executor
from typing import TYPE_CHECKING

from ivr.simulator import deeds, parameters
from ivr.simulator.clock import NetworkClock
from ivr.simulator.documents import read_given, read_outcome
from ivr.simulator.errors import ProviderFault
from ivr.simulator.events import EventLog
from ivr.simulator.inturn import InTurn
from ivr.simulator.legs import Leg, Line
from ivr.simulator.postbox import Postbox
from ivr.simulator.quirks import Quirks
from ivr.simulator.recordings import Recording
from ivr.simulator.script import (
    Elapsed,
    Fetch,
    HungUp,
    Key,
    News,
    Picked,
    Redirected,
    Request,
    Script,
    Signal,
    Spoken,
    Target,
)
from ivr.simulator.sids import Sids
from ivr.simulator.transport import Received
from ivr.simulator.webhooks import Webhooks

if TYPE_CHECKING:
    from ivr.simulator.conferences import Conference

MAX_IDLE_DOCUMENTS = 100


class Exchange(InTurn):
    """Runs scripts. `account_sid` goes into every form."""

    def __init__(
        self,
        webhooks: Webhooks,
        clock: NetworkClock,
        account_sid: str,
        sids: Sids,
        quirks: Quirks,
        workers: Executor | None = None,
    ) -> None:
        super().__init__(clock)
        self.webhooks = webhooks
        self.account_sid = account_sid
        self.sids = sids
        self.quirks = quirks
        self.events = EventLog()
        self.legs: dict[str, Leg] = {}
        self.conferences: dict[str, Conference] = {}
        self.postbox = Postbox(webhooks, sids, workers, act=self.act, after=self.after, log=self._log)
        self.api_base = "https://api.twilio.com"
        self.run_child: Callable[[Leg, Target | None, float], None] = lambda _leg, _whisper, _timeout: None
        self.ring: Callable[[Leg], None] = lambda _leg: None
        self.recorded: Callable[[Recording], None] = lambda _recording: None
        self.transcribed: Callable[[str, Recording], None] = lambda _sid, _recording: None
        self.owns: Callable[[str], bool] = lambda _number: False

    def log(self, kind: str, leg: Leg | None, **data: object) -> None:
        self._log(kind, leg.sid if leg is not None else None, data)

    def _log(self, kind: str, call: str | None, data: dict[str, object]) -> None:
        leg = self.legs.get(call) if call is not None else None
        parent = leg.parent.sid if leg is not None and leg.parent is not None else None
        self.events.add(self.clock.now(), kind, call, parent, data)

    def write(self, leg: Leg, who: str, what: str, language: str = "") -> None:
        """Adds a line to the leg's transcript."""
        leg.transcript.append(Line(who, what, language, self.clock.now()))

    # --- scripts -------------------------------------------------------------------------------------------------

    def start(self, leg: Leg, script: Script[None]) -> None:
        leg.script = script
        self.act(lambda: self._step(leg, leg.turn, None))

    def interrupt(self, leg: Leg, order: HungUp | Redirected) -> None:
        """Throws an order into the leg's script, whatever it is waiting for."""
        self.act(lambda: self._step(leg, leg.turn, order))

    def give(self, leg: Leg, signal: Key | Spoken | Picked) -> bool:
        """Hands a person's deed to the leg's script; False when nobody is waiting for it."""
        wait = leg.wait
        wanted = wait is not None and (
            (isinstance(signal, Key) and wait.keys)
            or (isinstance(signal, Spoken) and wait.speech)
            or (isinstance(signal, Picked) and leg.doing == "ringing")
        )
        if wanted:
            self._step(leg, leg.turn, signal)
        return wanted

    def tell(self, leg: Leg, news: News) -> None:
        leg.inbox.append(news)
        self.act(lambda: self._read_inbox(leg))

    def _read_inbox(self, leg: Leg) -> None:
        if leg.inbox and leg.wait is not None and leg.wait.news:
            self._step(leg, leg.turn, leg.inbox.popleft())

    def _step(self, leg: Leg, turn: int, signal: Signal | BaseException) -> None:
        script = leg.script
        if leg.turn != turn or script is None:
            return
        leg.turn += 1
        leg.wait = None
        try:
            request = script.throw(signal) if isinstance(signal, BaseException) else script.send(signal)
        except (StopIteration, HungUp):
            leg.script = None
            self.report(leg, "completed", leg.status)
            return
        self._arrange(leg, request)

    def _arrange(self, leg: Leg, request: Request) -> None:
        turn = leg.turn
        if isinstance(request, Fetch):
            self._fetch(leg, turn, request)
            return
        leg.wait = request
        if request.seconds is None or request.seconds > 0:
            leg.idle_documents = 0
        if request.seconds is not None:
            self.after(request.seconds, lambda: self._step(leg, turn, Elapsed()))
        if request.news and leg.inbox:
            self.act(lambda: self._read_inbox(leg))
        if request.keys:
            deeds.reach_for_keys(self, leg)

    # --- webhooks ------------------------------------------------------------------------------------------------

    def form(self, leg: Leg) -> parameters.Pairs:
        return parameters.call_form(leg, self.account_sid, geography=self.quirks.geography)

    def _fetch(self, leg: Leg, turn: int, fetch: Fetch) -> None:
        target = fetch.target
        leg.idle_documents += 1
        if leg.idle_documents > MAX_IDLE_DOCUMENTS:
            fault = ProviderFault(12400, f"{MAX_IDLE_DOCUMENTS} documents and not a moment passed.", target.url)
            self.act(lambda: self._step(leg, turn, fault))
            return
        if target.twiml is not None:
            answer = read_given(target.twiml)
            self.act(lambda: self._step(leg, turn, answer))
            return
        form = [*self.form(leg), *target.params, *self.quirks.new_parameters.items()]

        def arrived(outcome: Received | ProviderFault) -> None:
            self._step(leg, turn, read_outcome(outcome, target.url))

        self._later(
            self.webhooks.faults.delay,
            lambda: self.postbox.post(target.url, form, fetch.purpose, arrived, call=leg.sid, method=target.method),
        )

    def _later(self, seconds: float, thing: Callable[[], None]) -> None:
        """After so many seconds, or now when there are none."""
        if seconds:
            self.after(seconds, thing)
        else:
            thing()

    def report(self, leg: Leg, event: str, status: str) -> None:
        """Posts the leg's status callback, when somebody asked for this event."""
        if leg.hook is None or event not in leg.hook.events:
            return
        form = parameters.status_form(leg, self.account_sid, status, self.clock.now())
        leg.next_sequence += 1
        self.postbox.notify(leg.hook.url, form, f"status {event}", leg.sid)
