"""The exchange: runs every leg's script in the network's own time. Owns the lock, the timers and the list of events.

Everything that changes a leg happens inside `act`, one thing after another (a web server that calls back during a
webhook is only queued). Nothing here sleeps: a wait is a timer, and time moves when `Network.wait` moves the clock.
Webhooks go out in the same thread when there are no `workers` (tests, `ivr test`), else in theirs, without the lock.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import timedelta
from threading import Condition, RLock
from typing import TYPE_CHECKING

from ivr.simulator import parameters
from ivr.simulator.clock import NetworkClock
from ivr.simulator.errors import ProviderFault
from ivr.simulator.events import EventLog
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
from ivr.simulator.speaking import speaking_time
from ivr.simulator.timers import Timer, Timers
from ivr.simulator.transport import Received
from ivr.simulator.twiml.document import Document, parse, read_answer
from ivr.simulator.webhooks import Webhooks

if TYPE_CHECKING:
    from ivr.simulator.conferences import Conference

MAX_IDLE_DOCUMENTS = 100


class Exchange:
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
        self.lock = RLock()
        self.changed = Condition(self.lock)
        self.webhooks = webhooks
        self.clock = clock
        self.account_sid = account_sid
        self.sids = sids
        self.quirks = quirks
        self.timers = Timers()
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
        self._ready: deque[Callable[[], None]] = deque()
        self._busy = False

    # --- one thing after another ---------------------------------------------------------------------------------

    def act(self, thing: Callable[[], None]) -> None:
        """Does it now, or after what is being done now; afterwards everything that follows from it is done too."""
        with self.lock:
            self._ready.append(thing)
            if self._busy:
                return
            self._busy = True
            try:
                while self._ready:
                    self._ready.popleft()()
            finally:
                self._busy = False
                self.changed.notify_all()

    @property
    def is_acting(self) -> bool:
        """Whether this thread (which holds the lock) is in the middle of `act`: waiting would be for ever."""
        return self._busy

    def after(self, seconds: float, thing: Callable[[], None]) -> Timer:
        """Does it when so many seconds of network time have passed."""
        with self.lock:
            return self.timers.set(self.clock.now() + timedelta(seconds=seconds), lambda: self.act(thing))

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
        if request.keys and leg.pending_keys:
            self.will_press(leg, *leg.pending_keys.pop(0))

    # --- what people do ------------------------------------------------------------------------------------------

    def press(self, leg: Leg, keys: str) -> None:
        """Presses the keys one after another; those that are not for the same Gather as the first are ignored."""
        collecting = leg.collecting
        self.log("pressed", leg, keys=keys)
        self.write(leg, "keys", keys)

        def press_one(digit: str) -> None:
            if leg.collecting != collecting or not self.give(leg, Key(digit)):
                self.log("ignored", leg, keys=digit)

        for digit in keys:
            self.act(lambda digit=digit: press_one(digit))  # type: ignore[misc]

    def will_press(self, leg: Leg, keys: str, seconds: float) -> None:
        """The person on the leg presses the keys so many seconds after somebody asks, or has asked, for some."""
        if leg.wait is not None and leg.wait.keys:
            self.after(seconds, lambda: self.press(leg, keys))
        elif not leg.ended:
            leg.pending_keys.append((keys, seconds))

    def say(self, leg: Leg, text: str, seconds: float | None = None) -> None:
        """The person on the leg speaks: to whoever listens, or to the other person."""
        speaker = "callee" if leg.is_rung else "caller"
        self.log("said", leg, text=text)
        self.write(leg, speaker, text)
        if leg.partners:
            for hearer in leg.partners if not leg.muted else ():
                self.write(hearer, speaker, text)
            return
        lasts = seconds if seconds is not None else speaking_time(text)
        if not self.give(leg, Spoken(text, lasts)):
            self.log("ignored", leg, text=text)

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
            answer = _read_twiml(target.twiml)
            self.act(lambda: self._step(leg, turn, answer))
            return
        form = [*self.form(leg), *target.params, *self.quirks.new_parameters.items()]

        def arrived(outcome: Received | ProviderFault) -> None:
            self._step(leg, turn, _read(outcome, target.url))

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


def _read(outcome: Received | ProviderFault, url: str) -> Document | ProviderFault:
    if isinstance(outcome, ProviderFault):
        outcome.url = outcome.url or url
        return outcome
    if outcome.status >= 300:
        return ProviderFault(11200, f"The web server answered HTTP {outcome.status}.", url)
    try:
        return read_answer(outcome.content_type, outcome.body, url)
    except ProviderFault as fault:
        fault.url = url
        return fault


def _read_twiml(twiml: str) -> Document | ProviderFault:
    try:
        return Document(parse(twiml.encode()))
    except ProviderFault as fault:
        return fault
