"""Whether a rehearsed call came to what its test expects; every disappointment is a sentence."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from afterhours.rehearsal.county import RehearsedCase
from ivr.flowfile.flowtests import FlowTest
from ivr.flowfile.names import name
from ivr.simulator.calls import Call

Journey = Sequence[Mapping[str, Any]]


def disappointments(test: FlowTest, case: RehearsedCase, call: Call, journey: Journey) -> Iterator[str]:
    """Sentences; none when everything is as expected."""
    for expectation, wanted in test.expect.items():
        yield from _CHECKS[expectation](wanted, case, call, journey)


def _texts(wanted: Any) -> tuple[str, ...]:
    return (wanted,) if isinstance(wanted, str) else tuple(wanted)


def _spoken(call: Call) -> str:
    return "\n".join(line.what for line in call.transcript).casefold()


def _heard(wanted: Any, _: RehearsedCase, call: Call, __: Journey) -> Iterator[str]:
    yield from (f"was never heard: {text}" for text in _texts(wanted) if text.casefold() not in _spoken(call))


def _not_heard(wanted: Any, _: RehearsedCase, call: Call, __: Journey) -> Iterator[str]:
    yield from (f"was heard, and should not be: {text}" for text in _texts(wanted) if text.casefold() in _spoken(call))


def _steps(wanted: Any, _: RehearsedCase, __: Call, journey: Journey) -> Iterator[str]:
    visited = iter(event["step"] for event in journey)
    for step in _texts(wanted):
        if not any(name(each) == name(step) for each in visited):
            yield f"the call did not come to the step {step}, or not in this order"


def _language(wanted: Any, case: RehearsedCase, _: Call, __: Journey) -> Iterator[str]:
    spoken = case.fields.get("language")
    if spoken != wanted:
        yield f"the caller's language is {spoken or 'not chosen'}, not {wanted}"


def _case(wanted: Any, case: RehearsedCase, _: Call, __: Journey) -> Iterator[str]:
    fields = {"priority": "normal"} | {name(field): value for field, value in case.fields.items()}
    for field, value in wanted.items():
        found = fields.get(field)
        if _plain(found) != _plain(value):
            yield f"the case's {field} is {found or 'empty'}, not {value}"


def _plain(value: Any) -> str:
    return name(str(value or ""))


def _emergency(wanted: Any, case: RehearsedCase, _: Call, __: Journey) -> Iterator[str]:
    if _plain(case.emergency) != _plain(wanted):
        yield f"the emergency went to {case.emergency or 'nobody'}, not to {wanted}"


def _raised(wanted: Any, case: RehearsedCase, _: Call, __: Journey) -> Iterator[str]:
    if (case.emergency is not None) != (_plain(wanted) in ("true", "yes")):
        yield "an emergency was raised" if case.emergency else "no emergency was raised"


def _accepted_by(wanted: Any, case: RehearsedCase, _: Call, __: Journey) -> Iterator[str]:
    takers = [who for who, result in case.rung if result == "talked"]
    known = {_plain(who) for who in takers}.union(*(case.duties.get(who, frozenset()) for who in takers))
    if _plain(wanted) not in known:
        yield f"the call was taken by {', '.join(takers) or 'nobody'}, not by {wanted}"


def _talked_with(wanted: Any, case: RehearsedCase, _: Call, __: Journey) -> Iterator[str]:
    if _plain(case.talked_with) != _plain(wanted):
        yield f"the caller talked with {case.talked_with or 'nobody'}, not with {wanted}"


def _queued(wanted: Any, case: RehearsedCase, _: Call, __: Journey) -> Iterator[str]:
    if _plain(wanted) not in {_plain(each) for each in case.queued}:
        yield f"the caller waited in line for {', '.join(case.queued) or 'nobody'}, not for {wanted}"


def _callback(wanted: Any, case: RehearsedCase, _: Call, __: Journey) -> Iterator[str]:
    if _plain(case.callback or "no") != _plain(wanted):
        yield f"the caller is called back by {case.callback or 'nobody'}, not by {wanted}"


def _ended(wanted: Any, case: RehearsedCase, call: Call, journey: Journey) -> Iterator[str]:
    found = _ending(case, call, journey)
    if _plain(wanted) not in found:
        yield f"the call ended as {' and '.join(sorted(found))}, not as {wanted}"


def _ending(case: RehearsedCase, call: Call, journey: Journey) -> set[str]:
    """Everything that is true of how it ended, in the words a test may use."""
    kinds = {event["kind"] for event in journey}
    words = {call.status, "goodbye" if "ended" in kinds else "hung_up"}
    words |= {"talked"} if any(result == "talked" for _, result in case.rung) else set()
    words |= {"message"} if case.messages else set()
    return words | ({"fault"} if "fault" in kinds else set())


_CHECKS: Mapping[str, Callable[[Any, RehearsedCase, Call, Journey], Iterator[str]]] = {
    "heard": _heard,
    "not_heard": _not_heard,
    "steps": _steps,
    "language": _language,
    "case": _case,
    "emergency": _emergency,
    "raised": _raised,
    "accepted_by": _accepted_by,
    "talked_with": _talked_with,
    "queued": _queued,
    "callback": _callback,
    "ended": _ended,
}
