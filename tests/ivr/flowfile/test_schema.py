"""The schema for editors and the tables for people come from the same declaration as the loader, and are fresh."""

from typing import Any

import jsonschema
import pytest
import yaml

from ivr import flowfile
from ivr.engine.fields import fields_of
from ivr.engine.nodes import NODES
from ivr.flowfile.drawing import draw
from ivr.flowfile.loading import load_flows
from ivr.flowfile.schema import as_text, schema
from ivr.flowfile.tables import tables
from ivr.folders import PROJECT
from tests.ivr.flowfile.county import DAY, names, spoilt

WRITTEN = PROJECT / "callflows" / "schema" / "flow.json"


def problems(text: str) -> list[Any]:
    return list(jsonschema.Draft202012Validator(schema()).iter_errors(yaml.safe_load(text)))


def test_the_schema_in_the_folder_is_the_one_of_the_code() -> None:
    command = f"python -m {flowfile.__name__}.schema callflows/schema/flow.json"
    assert WRITTEN.read_text(encoding="utf-8") == as_text(), f"run {command}"


def test_the_schema_is_a_schema_and_takes_a_good_flow() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert problems(DAY) == []


@pytest.mark.parametrize(
    "change",
    [("into: number", "intoo: number"), ("wait: 5s", "wait: 5"), ("start: welcome", "begin: welcome"),
     ('"2":', "two:"), ("language: offer", "langage: offer"), ("tries: 2", "tries: twice")],
    ids=lambda change: change[1],
)  # fmt: skip
def test_an_editor_marks_what_the_loader_refuses(change: tuple[str, str]) -> None:
    assert problems(spoilt(change))


def test_every_verb_and_field_stands_in_the_tables() -> None:
    written = tables()
    for verb, node in NODES.items():
        assert f"#### `{verb}`" in written
        for yaml_name, (_, field) in fields_of(node.step).items():
            assert f"| `{yaml_name}` |" in written
            assert field.help in written


def test_a_drawing_has_every_step_and_every_way() -> None:
    flows, _, _ = load_flows({"day.yaml": DAY.encode()}, names())
    drawn = draw(flows["day"]).splitlines()
    assert drawn[0] == "flowchart TD"
    assert sum(line.count("<br/>") for line in drawn) == len(flows["day"].steps)
    assert '    s3 -->|"1: a burst pipe"| s4' in drawn
    assert '    s8 -->|"nobody"| s9' in drawn


def test_a_drawing_survives_words_that_mean_something_to_mermaid() -> None:
    text = spoilt(("en: Goodbye.", "en: '\"Bye\" <b>[x]|{case.number}'"))
    flows, _, _ = load_flows({"day.yaml": text.encode()}, names())
    (box,) = (line for line in draw(flows["day"]).splitlines() if "bye<br/>" in line)
    assert box == '    s10["bye<br/>say: Bye   b  x   case.number"]'
