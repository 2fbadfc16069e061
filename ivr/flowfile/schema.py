"""JSON Schema (draft 2020-12) of flows/*.yaml for editors, made from the engine's own declaration of fields.

An editor's schema is a help, not the judge: the loader accepts more spellings (`Take message`), and checks much more.
`python -m ivr.flowfile.schema FILE` writes it; a test holds callflows/schema/flow.json against it.
"""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from ivr.engine.fields import Field, Kind, fields_of
from ivr.engine.model import Defaults
from ivr.engine.nodes import NODES
from ivr.engine.nodes.ask import Choice
from ivr.engine.nodes.case import FIELDS
from ivr.engine.nodes.choose import CONDITIONS
from ivr.flowfile import flows, flowtests
from ivr.flowfile.fields import KEY

Schema: TypeAlias = dict[str, Any]

_NAME: Schema = {"type": ["string", "integer"]}
_WORDS: Schema = {"$ref": "#/$defs/words"}
_TEXT: Schema = {"type": ["string", "number", "boolean"]}
_BY_KIND: Mapping[Kind, Schema] = {
    Kind.WORDS: _WORDS,
    Kind.TEXT: _TEXT,
    Kind.NAME: _NAME,
    Kind.ANSWER: _NAME,
    Kind.TARGET: _NAME,
    Kind.FLOW: _NAME,
    Kind.REQUEST: _NAME,
    Kind.ROSTER: _NAME,
    Kind.GROUP: _NAME,
    Kind.SKILLS: {"type": "array", "items": _TEXT, "minItems": 1},
    Kind.LANGUAGE: {"type": "string"},
    Kind.SECONDS: {"type": "string", "pattern": r"^\s*\d{1,6}\s*[A-Za-z]+\s*$"},
    Kind.COUNT: {"type": "integer", "minimum": 0},
    Kind.FLAG: {"enum": [True, False, "yes", "no", "on", "off"]},
    Kind.SPAN: {"type": ["integer", "string"], "pattern": r"^\s*\d{1,3}(\s*[-–]\s*\d{1,3})?\s*$"},
    Kind.PATTERN: {"type": ["string", "integer"], "format": "regex"},
    Kind.END: {"type": ["boolean", "string"]},
    Kind.KEYS: {"$ref": "#/$defs/keys"},
    Kind.ENDS: {"type": "object", "additionalProperties": _NAME},
    Kind.CONDITIONS: {"type": "array", "items": {"$ref": "#/$defs/condition"}, "minItems": 1},
    Kind.CALLEE: {
        "type": "object",
        "properties": {"person": _NAME, "number": {"type": "string"}},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    },
    Kind.CASE_FIELDS: {
        "type": "object",
        "properties": {each: {**_TEXT, "description": help_} for each, help_ in FIELDS.items()},
        "additionalProperties": False,
    },
}
_HEARS: Schema = {"type": "object", "additionalProperties": {"type": "array", "items": _TEXT}}


def schema() -> Schema:
    """The whole schema of a flow file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Call flow",
        **_group({each: {**_TOP[each](), "description": help_} for each, help_ in flows.TOP.items()}, flows.REQUIRED),
        "$defs": {
            "words": {"type": "object", "additionalProperties": _TEXT, "minProperties": 1},
            "keys": _by_key({"$ref": "#/$defs/choice"}),
            "choice": declared(Choice, {"hears": _HEARS}),
            "condition": _condition(),
            "step": {"anyOf": [{"$ref": f"#/$defs/{verb}"} for verb in NODES]},
            "test": _test(),
            **{verb: declared(node.step) for verb, node in NODES.items()},
        },
    }


def declared(owner: type, special: Mapping[str, Schema] | None = None) -> Schema:
    """The schema of one declared class."""
    described = {yaml: field for yaml, (_, field) in fields_of(owner).items()}
    properties = {
        yaml: {**((special or {}).get(yaml) or _of_kind(field)), "description": field.help}
        for yaml, field in described.items()
    }
    about = {"description": (owner.__doc__ or "").splitlines()[0]}
    return {**about, **_group(properties, [yaml for yaml, field in described.items() if field.required])}


def _of_kind(field: Field) -> Schema:
    return {"enum": list(field.choices)} if field.kind is Kind.ONE_OF else _BY_KIND[field.kind]


def _group(properties: Schema, required: tuple[str, ...] | list[str]) -> Schema:
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**found, "required": list(required)} if required else found


def _by_key(each: Schema) -> Schema:
    return {"type": "object", "patternProperties": {f"^{KEY.pattern}$": each}, "additionalProperties": False}


def _condition() -> Schema:
    subjects = {each: {**_TEXT, "description": help_} for each, help_ in CONDITIONS.items()}
    one_subject = {"anyOf": [{"required": [each]} for each in CONDITIONS]}
    return {**_group({**subjects, "is": _TEXT, "go": _NAME}, ["go"]), **one_subject}


def _test() -> Schema:
    kinds: Schema = {
        "on_record": _group({each: {**_TEXT, "description": help_} for each, help_ in flowtests.ON_RECORD.items()}, []),
        "callees": {"type": "object", "additionalProperties": {"enum": list(flowtests.ANSWERS)}},
        "agents": {"type": "object", "additionalProperties": {"enum": list(flowtests.GROUP_ANSWERS)}},
        "do": {"type": "array", "items": _TEXT},
        "expect": _group({each: {"description": help_} for each, help_ in flowtests.EXPECTATIONS.items()}, []),
    }
    properties = {each: {**kinds.get(each, _TEXT), "description": help_} for each, help_ in flowtests.FIELDS.items()}
    return _group(properties, ["name", "expect"])


_TOP: Mapping[str, Callable[[], Schema]] = {
    "flow": lambda: _NAME,
    "start": lambda: _NAME,
    "defaults": lambda: declared(Defaults),
    "everywhere": lambda: _by_key(_NAME),
    "steps": lambda: {"type": "object", "additionalProperties": {"$ref": "#/$defs/step"}},
    "tests": lambda: {"type": "array", "items": {"$ref": "#/$defs/test"}},
}


def as_text() -> str:
    """The schema as it stands in callflows/schema/flow.json."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(as_text(), encoding="utf-8")
