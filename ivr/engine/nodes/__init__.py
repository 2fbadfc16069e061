"""The verbs: one file per kind of step, and the plain table that gathers them in the order the language lists them."""

from collections.abc import Mapping

from ivr.engine.model import Step
from ivr.engine.node import Node
from ivr.engine.nodes import (
    agent,
    ask,
    case,
    choose,
    collect,
    do,
    emergency,
    end,
    go,
    language,
    lookup,
    offer,
    page,
    queue,
    record,
    report,
    ring,
    say,
    status,
)

NODES: Mapping[str, Node] = {
    node.step.verb: node
    for node in (
        say.NODE,
        ask.NODE,
        collect.NODE,
        record.NODE,
        report.NODE,
        choose.NODE,
        lookup.NODE,
        case.NODE,
        status.NODE,
        ring.NODE,
        emergency.NODE,
        agent.NODE,
        queue.NODE,
        language.NODE,
        do.NODE,
        go.NODE,
        end.NODE,
    )
}
"""The verbs of the language."""
HIDDEN: Mapping[str, Node] = {node.step.verb: node for node in (page.NODE, offer.NODE)}
"""Those of the program's own flows."""


def node_of(step: Step) -> Node:
    """How a step behaves; those of the program's own flows have no verb of the language."""
    return HIDDEN.get(step.verb) or NODES[step.verb]
