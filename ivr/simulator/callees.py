"""The people who can be rung: what each does when the telephone rings. In the browser they are led by hand."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from ivr.simulator.errors import ControlRefused
from ivr.simulator.exchange import Exchange
from ivr.simulator.legs import Leg
from ivr.simulator.switching import hang_up, pick

Outcome = Literal["answers", "busy", "declines", "no-answer", "failed", "by-hand"]
BEHAVIOURS = (
    "answers", "accepts", "answers-silently", "busy", "declines", "no-answer", "voicemail", "switchboard",
    "unallocated", "by-hand",
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """`after`: seconds until the outcome; `keys` are pressed `thinks` seconds after somebody asks for keys; `says` is
    said on answering; `lasts`: hangs up so many seconds after answering (None: never by itself)."""

    outcome: Outcome
    after: float = 4.0
    keys: str = ""
    thinks: float = 2.0
    says: str = ""
    lasts: float | None = None


@dataclass(eq=False)
class Callee:
    """One person's telephone. The verbs without "s" (answer, press) are deeds now; the others are plans."""

    number: str
    exchange: Exchange
    plan: Plan
    takes_texts: bool = True
    legs: list[Leg] = field(default_factory=list)

    # --- plans ---------------------------------------------------------------------------------------------------

    def _will(self, plan: Plan) -> "Callee":
        self.plan = plan
        return self

    def answers(self, after: float = 4.0) -> "Callee":
        """Answers, and presses nothing."""
        return self._will(Plan("answers", after))

    def answers_and_presses(self, keys: str, after: float = 4.0, thinks: float = 2.0) -> "Callee":
        """Answers `after` seconds of ringing, and presses the keys once asked for some."""
        return self._will(Plan("answers", after, keys=keys, thinks=thinks))

    def busy(self) -> "Callee":
        return self._will(Plan("busy", 1.0))

    def declines(self, after: float = 3.0) -> "Callee":
        return self._will(Plan("declines", after))

    def no_answer(self) -> "Callee":
        return self._will(Plan("no-answer"))

    def voicemail(self, greeting: str = "I cannot take your call. Please leave a message.") -> "Callee":
        """A machine answers after 15 seconds, says its greeting, takes in everything and presses nothing."""
        return self._will(Plan("answers", 15.0, says=greeting, lasts=120.0))

    def switchboard(self, greeting: str = "For sales, press 1. For service, press 2.") -> "Callee":
        """A machine answers at once and asks for keys itself."""
        return self._will(Plan("answers", 1.0, says=greeting))

    def unallocated(self) -> "Callee":
        """There is no such number."""
        return self._will(Plan("failed", 0.5))

    def by_hand(self) -> "Callee":
        """Rings until a person in the browser does something, or the caller gives up."""
        return self._will(Plan("by-hand"))

    def hangs_up_after(self, seconds: float) -> "Callee":
        """Puts the telephone down so long after answering, on top of the plan."""
        return self._will(replace(self.plan, lasts=seconds))

    def cannot_be_texted(self) -> "Callee":
        self.takes_texts = False
        return self

    def behave(self, name: str, after: float | None = None, keys: str = "1") -> "Callee":
        """A plan by its name in `BEHAVIOURS`. Raises `ControlRefused` for another name."""
        given = {} if after is None else {"after": after}
        plans: dict[str, Callable[[], Callee]] = {
            "answers": lambda: self.answers_and_presses(keys, **given),
            "accepts": lambda: self.answers_and_presses(keys, **given),
            "answers-silently": lambda: self.answers(**given),
            "busy": self.busy,
            "declines": lambda: self.declines(**given),
            "no-answer": self.no_answer,
            "voicemail": self.voicemail,
            "switchboard": self.switchboard,
            "unallocated": self.unallocated,
            "by-hand": self.by_hand,
        }
        if name not in plans:
            raise ControlRefused(f"There is no behaviour {name}; there are {', '.join(BEHAVIOURS)}.")
        return plans[name]()

    # --- what happens --------------------------------------------------------------------------------------------

    @property
    def leg(self) -> Leg | None:
        """The call this telephone is in or rings for, the latest first; None when it is at rest."""
        return next((leg for leg in reversed(self.legs) if not leg.ended), None)

    def ring(self, leg: Leg) -> None:
        """The telephone rings: the plan takes its course."""
        self.legs.append(leg)
        plan = self.plan
        if plan.outcome == "answers":
            self.exchange.after(plan.after, lambda: self._answer(leg, plan))
        elif plan.outcome in ("busy", "declines"):
            self.exchange.after(plan.after, lambda: pick(self.exchange, leg, "busy"))
        elif plan.outcome == "failed":
            self.exchange.after(plan.after, lambda: pick(self.exchange, leg, "failed"))

    def _answer(self, leg: Leg, plan: Plan) -> None:
        if leg.ended or leg.answered_at is not None:
            return
        if plan.keys:
            leg.pending_keys.append((plan.keys, plan.thinks))
        pick(self.exchange, leg, "answered")
        if plan.says:
            self.exchange.act(lambda: self.exchange.say(leg, plan.says))
        if plan.lasts is not None:
            self.exchange.after(plan.lasts, lambda: hang_up(self.exchange, leg))

    # --- deeds ---------------------------------------------------------------------------------------------------

    def answer(self) -> None:
        """Picks the ringing telephone up. Raises `ControlRefused` when it does not ring."""
        leg = self._live()
        if leg.answered_at is not None:
            raise ControlRefused(f"{self.number} is already in a call.")
        pick(self.exchange, leg, "answered")

    def decline(self) -> None:
        leg = self._live()
        if leg.answered_at is not None:
            raise ControlRefused(f"{self.number} is already in a call; hang up instead.")
        pick(self.exchange, leg, "busy")

    def press(self, keys: str) -> None:
        leg = self._live()
        self.exchange.act(lambda: self.exchange.press(leg, keys))

    def say(self, text: str) -> None:
        leg = self._live()
        self.exchange.act(lambda: self.exchange.say(leg, text))

    def hang_up(self) -> None:
        leg = self._live()
        self.exchange.act(lambda: hang_up(self.exchange, leg))

    def _live(self) -> Leg:
        leg = self.leg
        if leg is None:
            raise ControlRefused(f"{self.number} is not being rung and is in no call.")
        return leg
