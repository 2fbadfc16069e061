"""The verbs: one file per kind of step, and the plain table that gathers them in the order the language lists them."""

from collections.abc import Mapping

from ivr.engine.node import Node
from ivr.engine.nodes import (
    ask,
    case,
    choose,
    collect,
    do,
    end,
    go,
    language,
    lookup,
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
        language.NODE,
        do.NODE,
        go.NODE,
        end.NODE,
    )
}
