"""A log line is one JSON object with its traces, and quotes nobody."""

import io
import json
import logging
from typing import Any

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError

from ivr import logs
from ivr.errors import DatabaseGone

NUMBER = "+15195550123"


class Lines:
    """What was logged, as whoever collects logs would read it."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.log = logging.getLogger("of-the-test")
        self.log.setLevel(logging.INFO)
        self.log.handlers[:] = [logs.to(self.stream)]

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


@pytest.fixture(name="lines")
def some_lines() -> Lines:
    return Lines()


def test_a_line_says_when_in_utc_how_bad_where_and_what(lines: Lines) -> None:
    lines.log.warning("the lease of %s ran out", "a message")
    (line,) = lines.all()
    assert set(line) == {"at", "level", "name", "message"}
    assert line["at"].endswith("Z")
    assert (line["level"], line["message"]) == ("WARNING", "the lease of a message ran out")


def test_what_is_noted_stays_until_the_trace_ends(lines: Lines) -> None:
    with logs.trace(call="c1"):
        logs.note(turn=3, tenant="long-point", revision=None)
        lines.log.info("inside")
    lines.log.info("outside")
    inside, outside = lines.all()
    assert (inside["call"], inside["turn"], inside["tenant"]) == ("c1", "3", "long-point")
    assert not {"call", "turn", "tenant", "revision"} & set(outside)


def test_a_trace_within_a_trace_leaves_the_outer_one_as_it_was(lines: Lines) -> None:
    with logs.trace(job="spooled"):
        with logs.trace():
            logs.note(call="c1")
            lines.log.info("inner")
        lines.log.info("outer")
    inner, outer = lines.all()
    assert (inner["job"], inner["call"]) == ("spooled", "c1")
    assert "call" not in outer


def test_a_note_outside_of_a_trace_is_forgotten(lines: Lines) -> None:
    logs.note(call="c1")
    lines.log.info("alone")
    assert "call" not in lines.all()[0]


def refused_row() -> Exception:
    """What PostgreSQL says about a row: all of it."""
    return IntegrityError("insert ...", {"from": NUMBER}, psycopg.errors.NotNullViolation(f"row ({NUMBER}, null)"))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        pytest.param(KeyError(NUMBER), "KeyError", id="a key"),
        pytest.param(ValueError(f"{NUMBER} is no number"), "ValueError", id="a value"),
        pytest.param(refused_row(), "IntegrityError: 23502", id="a row"),
    ],
)
def test_an_exception_is_told_by_kind_and_place_and_quotes_nothing(lines: Lines, error: Exception, kind: str) -> None:
    try:
        try:
            raise error
        except type(error) as cause:
            raise RuntimeError(NUMBER) from cause
    except RuntimeError:
        lines.log.exception("it failed")
    (line,) = lines.all()
    assert "5195550123" not in lines.stream.getvalue()
    assert kind in line["exc_info"].splitlines()
    assert line["exc_info"].splitlines()[-1] == "RuntimeError"
    assert "raise error" in line["exc_info"]


def test_what_ails_the_database_is_told(lines: Lines) -> None:
    try:
        raise DatabaseGone("the server closed the connection")  # noqa: TRY301
    except DatabaseGone:
        lines.log.exception("no turn")
    assert lines.all()[0]["exc_info"].endswith("DatabaseGone: the server closed the connection")


LINKS = {
    "a call": ("GET /pop/abc.DEF-1_2 HTTP/1.1", "GET /pop/... HTTP/1.1"),
    "an emergency": ("/accept/abc.DEF/done?x=1", "/accept/...?x=1"),
    "on the way to the sign-in": ("/sign-in?next=%2Fpop%2Fabc.DEF&x=1", "/sign-in?next=%2Fpop%2F...&x=1"),
    "on the way, as it was typed": ("/sign-in?next=/pop/abc.DEF", "/sign-in?next=/pop/..."),
    "the page for codes": ("POST /pop HTTP/1.1", "POST /pop HTTP/1.1"),
    "another address": ("/desk/population/7", "/desk/population/7"),
}


@pytest.mark.parametrize(("said", "kept"), LINKS.values(), ids=LINKS)
def test_a_link_that_opens_something_is_in_no_line(lines: Lines, said: str, kept: str) -> None:
    lines.log.warning("asked: %s", said)
    (line,) = lines.all()
    assert line["message"] == f"asked: {kept}"
