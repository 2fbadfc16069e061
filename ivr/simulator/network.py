"""The simulated telephone network and provider: numbers, calls, callees, texts, recordings, and time.

    network = Network(transport, SteppedClock(at), account_sid, auth_token)
    network.add_number("+15195550100", voice_url="https://county.example/voice")
    call = network.dial(from_="+15195550123", to="+15195550100")
    call.press("1"); call.wait(6); call.transcript

It knows nothing of the program under test but the addresses set on its numbers. Nothing sleeps: time passes only in
`wait`, `skip`, `listen` (or under a `Pacer`).
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from datetime import datetime
from functools import partial

from ivr.simulator import placing
from ivr.simulator.callees import Callee
from ivr.simulator.calls import Call
from ivr.simulator.clock import NetworkClock
from ivr.simulator.errors import ControlRefused
from ivr.simulator.events import Event
from ivr.simulator.exchange import Exchange
from ivr.simulator.faults import Faults
from ivr.simulator.legs import Detection, StatusHook
from ivr.simulator.numbers import Number, normalise
from ivr.simulator.plans import Plan
from ivr.simulator.quirks import Quirks
from ivr.simulator.recordings import Recording
from ivr.simulator.script import Target
from ivr.simulator.sids import Sids
from ivr.simulator.texts import Text, Texts
from ivr.simulator.timekeeper import Timekeeper
from ivr.simulator.transport import Form, InProcess, Transport
from ivr.simulator.webhooks import Webhooks

Deliver = Callable[[str, Form, Mapping[str, str]], tuple[int, str, bytes]]


class Network:
    """`transport` delivers webhooks (an object with `post`, or a function of url, form, headers). With `workers` the
    webhooks go out in threads and the network goes on meanwhile (live use); without, everything is one thread.
    `default_plan` is what a number does that nobody has described. `seed` makes identifiers repeatable."""

    def __init__(
        self,
        transport: Transport | Deliver,
        clock: NetworkClock,
        account_sid: str,
        auth_token: str,
        *,
        workers: Executor | None = None,
        default_plan: Plan | None = None,
        quirks: Quirks | None = None,
        faults: Faults | None = None,
        seed: str | None = None,
    ) -> None:
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.faults = faults or Faults()
        self.quirks = quirks or Quirks()
        self.clock = clock
        sender = InProcess(transport) if not hasattr(transport, "post") else transport
        webhooks = Webhooks(sender, auth_token, self.faults)
        self.exchange = Exchange(webhooks, clock, account_sid, Sids(seed), self.quirks, workers)
        self.exchange.ring = lambda leg: self.callee(leg.to).ring(leg)
        self.exchange.owns = lambda number: number in self.numbers
        self.exchange.run_child = partial(placing.ring_for, self.exchange)
        self.exchange.recorded = self._keep_recording
        self.exchange.transcribed = self._keep_transcript
        self.time = Timekeeper(self.exchange)
        self.numbers: dict[str, Number] = {}
        self.callees: dict[str, Callee] = {}
        self.recordings: dict[str, Recording] = {}
        self.transcripts: dict[str, Recording] = {}
        self.texting = Texts(
            self.exchange,
            fate=lambda number: self.callee(number).texting,
            arrived=lambda text: self.callee(text.to).receive(text),
        )
        self._default_plan = default_plan or Plan("no-answer")

    # --- numbers and people --------------------------------------------------------------------------------------

    def add_number(
        self,
        number: str,
        voice_url: str = "",
        *,
        voice_fallback_url: str = "",
        status_callback: str = "",
        sms_url: str = "",
        friendly_name: str = "",
    ) -> Number:
        """One of the customer's numbers (E.164) and the addresses it asks."""
        self.numbers[number] = Number(
            sid=self.exchange.sids.make("PN"),
            number=number,
            created_at=self.clock.now(),
            friendly_name=friendly_name or number,
            voice_url=voice_url,
            voice_fallback_url=voice_fallback_url,
            status_callback=status_callback,
            sms_url=sms_url,
        )
        return self.numbers[number]

    def callee(self, number: str) -> Callee:
        """The telephone with this number (E.164), made when it is first spoken of."""
        with self.exchange.lock:
            if number not in self.callees:
                self.callees[number] = Callee(number, self.exchange, self._default_plan, self._text_in)
            return self.callees[number]

    # --- calls ---------------------------------------------------------------------------------------------------

    def dial(self, *, from_: str, to: str, extras: Mapping[str, str] | None = None) -> Call:
        """A resident rings one of our numbers. `from_` may be anything a carrier passes on: E.164, `anonymous`, a SIP
        address, rubbish; `extras` are further parameters (StirVerstat, CallerName, ForwardedFrom, SipDomain).
        Raises `ControlRefused` for a number that is not ours."""
        number = self.numbers.get(to)
        if number is None:
            raise ControlRefused(f"{to} is no number of this network; there are {', '.join(self.numbers) or 'none'}.")
        leg = placing.ring_in(self.exchange, number, from_, extras or {})
        self.time.settle(leg)
        return Call(self.exchange, leg, self.time)

    def ring_out(
        self, *, from_: str, to: str, first: Target, hook: StatusHook | None = None, fallback_url: str = "",
        timeout: float = 60, detection: Detection | None = None,
    ) -> Call:  # fmt: skip
        """The program rings somebody over REST; `first` is requested when they answer. Raises `RestRefused` 21210 for
        a `from_` that is not ours, 21211 for a `to` that is no number."""
        number = self.numbers.get(normalise(from_) or from_)
        leg = placing.ring_out(
            self.exchange, number, from_, to, first,
            hook=hook, fallback_url=fallback_url, timeout=timeout, detection=detection,
        )  # fmt: skip
        return Call(self.exchange, leg, self.time)

    def call(self, sid: str) -> Call:
        """The call or leg with this SID. Raises `ControlRefused`."""
        leg = self.exchange.legs.get(sid)
        if leg is None:
            raise ControlRefused(f"There is no call {sid}.")
        return Call(self.exchange, leg, self.time)

    def calls(self) -> list[Call]:
        """All calls and legs, oldest first."""
        return [Call(self.exchange, leg, self.time) for leg in self.exchange.legs.values()]

    def call_of(self, number: str) -> Call | None:
        """The call that the telephone with this number was rung for last, live or over; None when never."""
        legs = self.callee(number).legs
        return Call(self.exchange, legs[-1], self.time) if legs else None

    def redirect(self, sid: str, target: Target) -> None:
        """Sends a live leg elsewhere, as REST does. Raises `RestRefused` 21220 when it is not in progress."""
        placing.redirect(self.exchange, self.call(sid).leg, target)

    def complete(self, sid: str) -> None:
        """Ends a live leg, as REST does. Raises `RestRefused` 21220 when it is over."""
        placing.complete(self.exchange, self.call(sid).leg)

    # --- texts ---------------------------------------------------------------------------------------------------

    @property
    def texts(self) -> list[Text]:
        return list(self.texting.all)

    def text_in(self, *, from_: str, to: str, body: str) -> Text:
        """A resident texts one of our numbers. Raises `ControlRefused` for a number that is not ours."""
        text = self._text_in(from_, to, body)
        self.time.settle()
        return text

    def _text_in(self, from_: str, to: str, body: str) -> Text:
        if to not in self.numbers:
            raise ControlRefused(f"{to} is no number of this network.")
        with self.exchange.lock:
            return self.texting.receive(from_, self.numbers[to], body)

    # --- time and events -----------------------------------------------------------------------------------------

    def wait(self, seconds: float) -> None:
        """Lets seconds of network time pass; everything due happens in order."""
        self.time.wait(seconds)

    def skip(self) -> float:
        """Goes on to what happens next; the seconds that passed."""
        return self.time.skip()

    def travel(self, to: datetime) -> None:
        """Sets the clock to another instant, forward or back. Raises `ControlRefused` while a call is running."""
        self.time.travel(to)

    def now(self) -> datetime:
        return self.clock.now()

    def events(self, after: int = 0, limit: int = 500) -> list[Event]:
        """What happened with a sequence number greater than `after`."""
        with self.exchange.lock:
            return self.exchange.events.after(after, limit)

    def await_events(self, after: int, seconds: float) -> list[Event]:
        """The same, but waits up to so many real seconds until there is one."""
        with self.exchange.changed:
            self.exchange.changed.wait_for(lambda: self.exchange.events.last > after, seconds)
            return self.exchange.events.after(after)

    def come_to_rest(self) -> None:
        """Nothing more falls due, and what is under way is answered: before the web server goes away."""
        with self.exchange.lock:
            self.exchange.timers.clear()
        self.time.settle()

    def reset(self) -> None:
        """Forgets calls, texts, recordings and plans; the numbers and their addresses stay."""
        with self.exchange.lock:
            self.exchange.timers.clear()
            for leg in self.exchange.legs.values():
                leg.script, leg.turn = None, leg.turn + 1
            for memory in (
                self.exchange.legs,
                self.exchange.conferences,
                self.callees,
                self.recordings,
                self.transcripts,
            ):
                memory.clear()
            self.texting.forget()
            self.exchange.postbox.forget()
            self.exchange.events.clear()
            self.exchange.log("reset", None)
            self.exchange.changed.notify_all()

    # --- inside --------------------------------------------------------------------------------------------------

    def _keep_recording(self, recording: Recording) -> None:
        self.recordings[recording.sid] = recording

    def _keep_transcript(self, sid: str, recording: Recording) -> None:
        self.transcripts[sid] = recording
