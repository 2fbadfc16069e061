"""What somebody does when their telephone rings, as a plan, and the plans that have a name. Values only.

The names are what flows' tests (`callees: {ann: accepts}`), stories and the control API use.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from ivr.simulator.speaking import speaking_time

Outcome = Literal["answers", "busy", "declines", "no-answer", "failed", "by-hand"]
Answerer = Literal["person", "mailbox", "full-mailbox", "recording"]

ACCEPT_KEY, DECLINE_KEY = "1", "2"
QUESTIONS = 3
"""How often somebody who decides presses the same keys: a human is there, the decision, ring the caller."""
BEFORE_PIN = 2
"""So often before they are asked for their PIN: a human is there, the decision."""
GREETING = "I cannot take your call. Please leave a message."
FULL = "The mailbox of the person whom you have called is full, and takes no more messages. Goodbye."
SWITCHBOARD = "For sales, press 1. For service, press 2."
HOLDING = "Thank you for calling. Please hold, you are being put through."


@dataclass(frozen=True)
class Plan:
    """What happens, in seconds. `after`: from the first ring to the outcome.

    Once answered, `answerer` says `says`; after `holds` a person comes on, who presses `keys` `thinks` after somebody
    asks for keys, and again each time up to `times`, until they talk with somebody; after those, `then` once, such as
    a PIN. The telephone is put down `lasts` after answering, or `talks` into a talk (None: never by itself).
    """

    outcome: Outcome
    after: float = 4.0
    keys: str = ""
    thinks: float = 2.0
    says: str = ""
    lasts: float | None = None
    talks: float | None = None
    answerer: Answerer = "person"
    holds: float = 0.0
    times: int = 1
    then: str = ""


def answers(after: float = 4.0, keys: str = "", thinks: float = 2.0, times: int = 1) -> Plan:
    return Plan("answers", after, keys=keys, thinks=thinks, times=times)


def decides(after: float | None, keys: str, thinks: float = 2.0) -> Plan:
    """Answers, and presses the same keys at every question: that a human being is there, what they decide."""
    return answers(_or(after, 4.0), keys, thinks, QUESTIONS)


def voicemail(greeting: str = GREETING) -> Plan:
    """A machine answers after 15 seconds, says its greeting, takes in everything and presses nothing."""
    return Plan("answers", 15.0, says=greeting, lasts=120.0, answerer="mailbox")


def mailbox_full(words: str = FULL) -> Plan:
    """A machine answers after 15 seconds, says that it takes no more, and hangs up."""
    return Plan("answers", 15.0, says=words, lasts=speaking_time(words), answerer="full-mailbox")


def switchboard(greeting: str = SWITCHBOARD, after: float = 1.0) -> Plan:
    """A machine answers at once, asks for keys itself, and never puts anybody through."""
    return Plan("answers", after, says=greeting, answerer="recording")


def put_through(keys: str = ACCEPT_KEY, holds: float = 20.0, greeting: str = HOLDING) -> Plan:
    """A recording answers at once and holds; then the person comes on, and presses the keys once asked for some."""
    return Plan("answers", 1.0, keys=keys, says=greeting, answerer="recording", holds=holds, times=QUESTIONS)


NAMED: Mapping[str, Callable[[float | None, str], Plan]] = {
    "answers": decides,
    "accepts": decides,
    "accepts-slowly": lambda after, keys: decides(after, keys, thinks=10.0),
    "accepts-late": lambda after, keys: decides(after, keys, thinks=60.0),
    "answers-silently": lambda after, _: answers(_or(after, 4.0)),
    "declines": lambda after, _: Plan("declines", _or(after, 3.0)),
    "declines-by-key": lambda after, _: decides(after, DECLINE_KEY),
    "hangs-up": lambda after, _: Plan("answers", _or(after, 4.0), lasts=3.0),
    "busy": lambda _, __: Plan("busy", 1.0),
    "no-answer": lambda _, __: Plan("no-answer"),
    "voicemail": lambda _, __: voicemail(),
    "mailbox-full": lambda _, __: mailbox_full(),
    "switchboard": lambda _, __: switchboard(),
    "put-through": lambda _, keys: put_through(keys),
    "unallocated": lambda _, __: Plan("failed", 0.5),
    "by-hand": lambda _, __: Plan("by-hand"),
}
"""Name -> the plan, given how long it rings (None: as usual) and which keys accept."""


def _or(given: float | None, usual: float) -> float:
    return usual if given is None else given
