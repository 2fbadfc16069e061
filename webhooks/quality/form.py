"""The reviewer's form: the questions of quality.yaml, read within the answers that each may have."""

from collections.abc import Mapping, Sequence
from typing import Any

from afterhours.rules.quality import Question, Result, result_of
from webhooks.quality.words import fault_of

LONGEST = 2000


def read(questions: Sequence[Question], typed: Mapping[str, str]) -> tuple[dict[str, str], str, dict[str, str]]:
    """(marks, the remark, what is wrong by field)."""
    given = {each.name: typed.get(field_of(each), "") for each in questions}
    wrong = {field_of(each): fault_of("mark") for each in questions if given[each.name] not in each.marks}
    remark = text_in(typed, "remark")
    if len(remark) > LONGEST:
        wrong["remark"] = fault_of("long")
    if not questions:
        wrong["whole"] = fault_of("empty")
    return given, remark, wrong


def field_of(question: Question) -> str:
    return f"mark-{question.name}"


def text_in(typed: Mapping[str, str], field: str) -> str:
    return typed.get(field, "").replace("\r\n", "\n").strip()


def kept(questions: Sequence[Question], marks: Mapping[str, str]) -> tuple[list[dict[str, Any]], Result]:
    """What goes into the row: each question as it was asked, for it may be worded otherwise tomorrow."""
    rows = [
        {
            "question": each.name,
            "ask": dict(each.ask),
            "points": each.points,
            "fails": each.fails,
            "mark": marks[each.name],
        }
        for each in questions
    ]
    return rows, result_of(questions, marks)
