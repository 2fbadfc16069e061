"""One moment of an open emergency: who is called and texted now, and when somebody looks again. Pure.

A level is rung all at once. It is over when its seconds have passed, or as soon as each of its calls has ended; then
the next one follows, and after the last a pause and the first again, without end. Nothing here waits for a mailbox.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from afterhours.rules.escalation import LONGEST_PAUSE, Level, Plan

SHORTEST = timedelta(seconds=5)
"""Between two looks at a plan that reaches nobody: it is tried again for ever, and never in a hurry."""
FINAL = frozenset({"accepted", "declined", "same", "superseded", "passed_over"})
"""Results after which a person's next number is not rung; after any other it is, at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """A call of the level that runs. `deferred`: it is not placed before the person's earlier call has ended."""

    person: str
    number: str
    began_at: datetime
    over: bool = False
    result: str | None = None
    deferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is known now. `level` is the one that is called next; the one before it runs, with the calls `tries`.

    `duty` and `text`: for each level, who is on duty for its targets at this instant. `numbers`: the usable ones (a
    test call was answered), `untested`: all of them, E.164, in order. `ringing`: in a call for this emergency;
    `elsewhere`: in a call for another; `engaged`: has accepted another, or has handed this one on. `again`: the call
    to somebody who was cut off; the levels wait for it as long as a level lasts. `texted`: has had the text.
    `declined`: has said so in this round, and is not rung again before the next one.
    """

    plan: Plan
    round: int
    level: int
    now: datetime
    duty: Sequence[Sequence[str]]
    text: Sequence[Sequence[str]] = ()
    numbers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    untested: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tries: Sequence[Try] = ()
    again: Try | None = None
    ringing: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    engaged: frozenset[str] = frozenset()
    texted: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ring:
    """A call to place: to the person's number `number_at` (from 0)."""

    person: str
    number: str
    number_at: int
    level: int
    deferred: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Something to write down, and to tell those who run the service: `nobody` (of a level), `unusable` (somebody)."""

    what: str
    level: int
    who: str | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """Somebody of a level who is busy with another emergency."""

    person: str
    level: int


@dataclass(slots=True)
class Decision:
    """What to do now. `placed`: whose deferred call is placed now; (`round`, `level`) is called next, at `due_at`."""

    round: int
    level: int
    due_at: datetime
    rings: list[Ring] = field(default_factory=list)
    placed: list[str] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def decide(moment: Moment) -> Decision:
    """What follows at this moment. `due_at` is always later than now."""
    return _after_again(moment) or _within(moment) or _next(moment)


def reachable(moment: Moment) -> Mapping[str, Sequence[str]]:
    """The numbers to ring: the usable ones; where the whole plan has none of these, the untested ones all the same."""
    if any(moment.numbers.get(person) for people in moment.duty for person in people):
        return moment.numbers
    return moment.untested


def _after_again(moment: Moment) -> Decision | None:
    """While somebody who was cut off is rung again, the levels wait: so long as a level lasts, and no longer."""
    again = moment.again
    if again is None or again.over or not moment.plan.levels:
        return None
    until = again.began_at + _lasting(_latest(moment))
    return Decision(moment.round, moment.level, until) if until > moment.now else None


def _within(moment: Moment) -> Decision | None:
    """The level that runs goes on: next numbers, deferred calls. None when it is over."""
    tries = [each for each in moment.tries if not (each.deferred and each.person in moment.declined)]
    if not moment.level or not tries:
        return None
    until = min(each.began_at for each in tries) + _lasting(_latest(moment))
    if until <= moment.now:
        return None
    going = Decision(moment.round, moment.level, until)
    active = {each.person for each in tries if not each.over}
    going.placed = [each.person for each in tries if _is_free_now(each, moment)]
    busy = active | moment.elsewhere
    people = dict.fromkeys(each.person for each in tries if each.person not in busy)
    going.rings = [ring for person in people if (ring := _next_number(person, moment))]
    return going if active or going.rings else None


def _is_free_now(each: Try, moment: Moment) -> bool:
    return each.deferred and not each.over and each.person not in moment.ringing | moment.elsewhere


def _next_number(person: str, moment: Moment) -> Ring | None:
    """The number after those that were tried in this level; None when none is left, or the last word was spoken."""
    tried = [each for each in moment.tries if each.person == person]
    if any(each.result in FINAL for each in tried):
        return None
    return _ring(person, moment.level - 1, moment, {each.number for each in tried})


def _next(moment: Moment) -> Decision:
    """The next level in which somebody can be called; empty ones are passed by at once, and noted unless its people
    are only busy, or have declined."""
    plan = moment.plan
    decision = Decision(moment.round, moment.level, moment.now)
    for level in range(moment.level, len(plan.levels)):
        if _call(level, moment, decision):
            decision.level, decision.due_at = level + 1, moment.now + _lasting(plan.levels[level])
            return decision
        if not any(each.level == level for each in decision.passed) and moment.declined.isdisjoint(moment.duty[level]):
            decision.notes.append(Note("nobody", level))
    pause = timedelta(seconds=min(plan.pause, LONGEST_PAUSE))
    decision.round, decision.level = moment.round + 1, 0
    decision.due_at = moment.now + max(pause, SHORTEST)
    return decision


def _call(level: int, moment: Moment, decision: Decision) -> bool:
    """Put a level's calls and texts into the decision; whether there is anybody to call."""
    numbers, regardless = reachable(moment), _is_last_hope(level, moment)
    for person in moment.duty[level]:
        if not moment.numbers.get(person):
            decision.notes.append(Note("unusable", level, person))
        if person in moment.declined or not numbers.get(person):
            continue
        if person in moment.elsewhere or (person in moment.engaged and not regardless):
            decision.passed.append(Passed(person, level))
        elif ring := _ring(person, level, moment, set()):
            decision.rings.append(ring)
    _text(level, moment, decision)
    return any(ring.level == level for ring in decision.rings)


def _is_last_hope(level: int, moment: Moment) -> bool:
    """Whether it is the last level, and everybody of every level is busy with another emergency, or has declined."""
    return level == len(moment.plan.levels) - 1 and not any(_free(moment))


def _free(moment: Moment) -> Iterator[str]:
    numbers, busy = reachable(moment), moment.elsewhere | moment.engaged | moment.declined
    return (person for people in moment.duty for person in people if numbers.get(person) and person not in busy)


def _ring(person: str, level: int, moment: Moment, tried: set[str]) -> Ring | None:
    """In each round a person's numbers begin with the next one."""
    numbers = reachable(moment).get(person, ())
    order = sorted(range(len(numbers)), key=lambda at: (at - moment.round) % len(numbers))
    at = next((at for at in order if numbers[at] not in tried), None)
    return None if at is None else Ring(person, numbers[at], at, level, person in moment.ringing)


def _text(level: int, moment: Moment, decision: Decision) -> None:
    """Everybody once: whom the level names, and who is passed over."""
    named = moment.text[level] if moment.text else ()
    passed = (each.person for each in decision.passed if each.level == level)
    done = {*moment.texted, *decision.texts}
    decision.texts += [person for person in dict.fromkeys((*named, *passed)) if person not in done]


def _latest(moment: Moment) -> Level:
    """The level that runs; before the first, the first."""
    return moment.plan.levels[min(max(moment.level - 1, 0), len(moment.plan.levels) - 1)]


def _lasting(level: Level) -> timedelta:
    return max(timedelta(seconds=level.seconds), SHORTEST)
