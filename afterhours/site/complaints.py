"""What site.yaml says of complaints: within what time they get a receipt and an answer, and to whom they go up."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from afterhours.site.groups import read_group
from afterhours.site.model import Complaints, Council
from afterhours.site.offices import handles_into
from afterhours.site.values import target
from ivr.flowfile.nodes import Node
from ivr.flowfile.places import Place
from ivr.flowfile.texts import Reading


def readers(people: dict[str, Place]) -> dict[str, Any]:
    """The reader of this field, of the municipality and of a partner council alike."""
    fields = {"acknowledge_within": target, "answer_within": target, "escalate_to": handles_into(people)}

    def read(node: Node, reading: Reading) -> Mapping[str, Any] | None:
        return read_group(node, "complaints", fields, (), reading, node.place)

    return {"complaints": read}


def with_complaints(council: Council, fields: Mapping[str, Any], own: Council | None) -> Council:
    """What a partner council does not say of times is the municipality's. See `promises_of` for the people."""
    upper, given = own.complaints if own else Complaints(), fields.get("complaints") or {}
    return replace(
        council,
        complaints=Complaints(
            acknowledge_within=given.get("acknowledge_within") or upper.acknowledge_within,
            answer_within=given.get("answer_within") or upper.answer_within,
            escalate_to=given.get("escalate_to") or (),
        ),
    )
