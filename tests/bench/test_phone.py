"""The bench's calls are the provider's: signed, and led through the demonstration's own flow to its end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from afterhours.models import Case
from afterhours.parts import Parts
from bench.county import County, furnished
from bench.phone import STEPS, Call, WrongAnswer, fictional
from ivr import settings
from ivr.phone import is_fictional
from webhooks.app import create_app

pytestmark = pytest.mark.database
BASE = "http://127.0.0.1:80"


@pytest.fixture
def parts(database_url: str, tmp_path: Path) -> Iterator[Parts]:
    county = furnished(County(database_url, tmp_path))
    made = Parts(settings.load(county.environment(80)))
    yield made
    made.close()


def post(app: Flask, request: bytes) -> tuple[int, bytes]:
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    response = app.test_client().post(first.split()[1], data=body, headers=headers)
    return response.status_code, response.data


def test_a_call_of_the_bench_is_a_whole_call_of_eight_webhooks(parts: Parts) -> None:
    app, call, webhooks = create_app(parts), Call(BASE, 1), 0
    while not call.over:
        call.hear(*post(app, call.request()))
        webhooks += 1
    with parts.database.transaction() as session:
        case = session.scalars(select(Case)).one()
    assert (webhooks, len(STEPS)) == (8, 8)
    assert case.answers[0]["value"] == "212"
    assert (case.disposition, case.message_seconds) == ("message_left", 9)


def test_a_wrong_answer_ends_the_bench(parts: Parts) -> None:
    with pytest.raises(WrongAnswer):
        Call(BASE, 1).hear(403, b"")
    with pytest.raises(WrongAnswer):
        Call(BASE, 1).hear(200, b"<Response><Hangup/></Response>")


@pytest.mark.parametrize("number", [0, 99, 79_999, 80_000])
def test_callers_have_numbers_that_are_kept_for_stories(number: int) -> None:
    assert is_fictional(fictional(number))
