"""The people who can be rung: what each does when the telephone rings. In the browser they are led by hand.

network.callee("+15195550150").answers_and_presses("1", after=10).hangs_up_in_talk(30)
network.callee("+15195550151").mailbox_full()
network.callee("+15195550152").behave("put-through").texts_back("TAKE 1234")
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ivr.simulator import deeds, plans
from ivr.simulator.errors import ControlRefused
from ivr.simulator.exchange import Exchange
from ivr.simulator.legs import Leg
from ivr.simulator.plans import GREETING, NAMED, Plan
from ivr.simulator.speaking import speaking_time
from ivr.simulator.switching import hang_up, pick
from ivr.simulator.texts import Fate, Text

BEHAVIOURS = tuple(NAMED)
TextIn = Callable[[str, str, str], object]
"""Sends a text from a number to one of ours."""


@dataclass(eq=False)
class Callee:
    """One person's telephone. The verbs without "s" (answer, press) are deeds now; the others are plans.

    `text_in` sends a text from this telephone to one of the network's numbers. `lines`: so many calls at a time; one
    more is told that it is busy."""

    number: str
    exchange: Exchange
    plan: Plan
    text_in: TextIn
    texting: Fate = "delivered"
    lines: int = 1
    legs: list[Leg] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    _replies: list[tuple[str, float]] = field(default_factory=list)

    # --- plans ---------------------------------------------------------------------------------------------------

    def will(self, plan: Plan) -> "Callee":
        self.plan = plan
        return self

    def answers(self, after: float = 4.0) -> "Callee":
        """Answers, and presses nothing."""
        return self.will(plans.answers(after))

    def answers_and_presses(self, keys: str, after: float = 4.0, thinks: float = 2.0) -> "Callee":
        """Answers `after` seconds of ringing, and presses the keys `thinks` seconds after being asked for some."""
        return self.will(plans.answers(after, keys, thinks))

    def busy(self) -> "Callee":
        return self.behave("busy")

    def declines(self, after: float = 3.0) -> "Callee":
        """Refuses the call while it rings."""
        return self.behave("declines", after)

    def declines_by_key(self, after: float = 4.0) -> "Callee":
        """Answers, listens, and presses the key that declines."""
        return self.behave("declines-by-key", after)

    def no_answer(self) -> "Callee":
        return self.behave("no-answer")

    def voicemail(self, greeting: str = GREETING) -> "Callee":
        """A machine answers after 15 seconds, says its greeting, takes in everything and presses nothing."""
        return self.will(plans.voicemail(greeting))

    def mailbox_full(self) -> "Callee":
        """A machine answers after 15 seconds, says that it takes no more, and hangs up."""
        return self.will(plans.mailbox_full())

    def switchboard(self, greeting: str = plans.SWITCHBOARD) -> "Callee":
        """A machine answers at once and asks for keys itself."""
        return self.will(plans.switchboard(greeting))

    def put_through(self, keys: str = plans.ACCEPT_KEY, holds: float = 20.0) -> "Callee":
        """A recording answers at once and holds; after `holds` seconds the person comes on, and presses the keys."""
        return self.will(plans.put_through(keys, holds))

    def with_lines(self, lines: int) -> "Callee":
        """Takes so many calls at the same time, as a switchboard does; each goes by the plan."""
        self.lines = lines
        return self

    def unallocated(self) -> "Callee":
        """There is no such number."""
        return self.behave("unallocated")

    def by_hand(self) -> "Callee":
        """Rings until a person in the browser or in a test does something, or the caller gives up."""
        return self.behave("by-hand")

    def hangs_up_after(self, seconds: float) -> "Callee":
        """Puts the telephone down so long after answering, on top of the plan."""
        return self.will(replace(self.plan, lasts=seconds))

    def hangs_up_in_talk(self, seconds: float = 5.0) -> "Callee":
        """Puts the telephone down so long after being put together with somebody, on top of the plan."""
        return self.will(replace(self.plan, talks=seconds))

    def with_pin(self, pin: str) -> "Callee":
        """Is asked for a PIN once they have accepted, and enters it, on top of the plan."""
        return self.will(replace(self.plan, times=plans.BEFORE_PIN, then=f"{pin}#"))

    def cannot_be_texted(self) -> "Callee":
        """Texts leave and do not arrive."""
        self.texting = "undelivered"
        return self

    def texts_fail(self) -> "Callee":
        """Texts do not even leave."""
        self.texting = "failed"
        return self

    def texts_back(self, body: str, after: float = 15.0) -> "Callee":
        """Answers the next text with this one, to the number that it came from. Said twice, the next but one, too."""
        self._replies.append((body, after))
        return self

    def behave(self, name: str, after: float | None = None, keys: str = plans.ACCEPT_KEY) -> "Callee":
        """A plan by its name in `BEHAVIOURS`. Raises `ControlRefused` for another name."""
        if name not in NAMED:
            raise ControlRefused(f"There is no behaviour {name}; there are {', '.join(BEHAVIOURS)}.")
        return self.will(NAMED[name](after, keys))

    # --- what happens --------------------------------------------------------------------------------------------

    @property
    def leg(self) -> Leg | None:
        """The call this telephone is in or rings for, the latest first; None when it is at rest."""
        return next((leg for leg in reversed(self.legs) if not leg.ended), None)

    @property
    def bodies(self) -> list[str]:
        """The words of the texts that came in, oldest first."""
        return [text.body for text in self.texts]

    @property
    def recorded(self) -> list[str]:
        """What the mailbox of this telephone took in: everything that was said to it."""
        boxes = [leg for leg in self.legs if leg.answerer == "mailbox"]
        return [line.what for leg in boxes for line in leg.transcript if line.who in ("line", "caller")]

    def ring(self, leg: Leg) -> None:
        """The telephone rings: the plan takes its course, unless it is engaged with as many calls as it takes."""
        engaged = sum(not each.ended for each in self.legs) >= self.lines
        plan = NAMED["busy"](None, "") if engaged else self.plan
        self.legs.append(leg)
        leg.talks = plan.talks
        if plan.outcome == "answers":
            self.exchange.after(plan.after, lambda: self._answer(leg, plan))
        elif plan.outcome in ("busy", "declines"):
            self.exchange.after(plan.after, lambda: pick(self.exchange, leg, "busy"))
        elif plan.outcome == "failed":
            self.exchange.after(plan.after, lambda: pick(self.exchange, leg, "failed"))

    def _answer(self, leg: Leg, plan: Plan) -> None:
        if leg.ended or leg.answered_at is not None:
            return
        leg.answerer, leg.greeting = plan.answerer, speaking_time(plan.says) if plan.says else 0.0
        self._will_press(leg, plan)
        pick(self.exchange, leg, "answered")
        if plan.says:
            self.exchange.act(lambda: deeds.say(self.exchange, leg, plan.says))
        if plan.lasts is not None:
            self.exchange.after(plan.lasts, lambda: hang_up(self.exchange, leg))

    def _will_press(self, leg: Leg, plan: Plan) -> None:
        """The person presses the keys once asked for some; behind a switchboard only when they have come on."""

        def come_on() -> None:
            deeds.will_press(self.exchange, leg, plan.keys, plan.thinks, plan.times)
            if plan.then:
                deeds.will_press(self.exchange, leg, plan.then, plan.thinks)

        if plan.keys and plan.holds:
            self.exchange.after(plan.holds, come_on)
        elif plan.keys:
            come_on()

    def receive(self, text: Text) -> None:
        """A text has come in; one that was planned goes back."""
        self.texts.append(text)
        if self._replies:
            body, after = self._replies.pop(0)
            self.exchange.after(after, lambda: self.text(body, text.from_))

    # --- deeds ---------------------------------------------------------------------------------------------------

    def answer(self) -> None:
        """Picks the ringing telephone up. Raises `ControlRefused` when it does not ring."""
        pick(self.exchange, self._ringing(), "answered")

    def decline(self) -> None:
        pick(self.exchange, self._ringing("hang up instead"), "busy")

    def let_mailbox_answer(self) -> None:
        """The mailbox takes the ringing call now. Raises `ControlRefused` when the telephone does not ring."""
        self._answer(self._ringing(), plans.voicemail())

    def press(self, keys: str) -> None:
        leg = self._live()
        self.exchange.act(lambda: deeds.press(self.exchange, leg, keys))

    def say(self, text: str) -> None:
        leg = self._live()
        self.exchange.act(lambda: deeds.say(self.exchange, leg, text))

    def hang_up(self) -> None:
        leg = self._live()
        self.exchange.act(lambda: hang_up(self.exchange, leg))

    def text(self, body: str, to: str) -> None:
        """Sends a text to one of the network's numbers. Raises `ControlRefused` for another number."""
        self.text_in(self.number, to, body)

    def _live(self) -> Leg:
        leg = self.leg
        if leg is None:
            raise ControlRefused(f"{self.number} is not being rung and is in no call.")
        return leg

    def _ringing(self, instead: str = "") -> Leg:
        leg = self._live()
        if leg.answered_at is not None:
            raise ControlRefused(f"{self.number} is already in a call{f'; {instead}' if instead else ''}.")
        return leg
