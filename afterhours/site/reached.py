"""Which flows a call can come into, from those that answer it."""

from collections.abc import Iterable, Iterator

from ivr.engine.model import Book, Flow
from ivr.engine.nodes.do import Do


def flows_reached(book: Book, first: Iterable[str | None]) -> set[str]:
    """`first` and every flow that steps of them lead into; names that are no flows are left out."""
    reached: set[str] = set()
    waiting = [name for name in first if name]
    while waiting:
        name = waiting.pop()
        if name in book.flows and name not in reached:
            reached.add(name)
            waiting += flows_named_in(book.flows[name])
    return reached


def flows_named_in(flow: Flow) -> Iterator[str]:
    """Names that may be other flows: targets, sub-flows, defaults, keys that hold everywhere."""
    for step in flow.steps.values():
        yield from (target for _, target in step.outcomes())
        if isinstance(step, Do):
            yield step.do
    yield from flow.everywhere.values()
    yield from (target for target in (flow.defaults.after_last_try, flow.defaults.on_error) if target)
