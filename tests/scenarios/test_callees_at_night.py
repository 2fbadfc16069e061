"""Whatever the telephone of the person on duty does, it is a line of the case with its result, and nobody is lost."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from afterhours.models import Attempt, Emergency
from tests.support.county import County
from tests.support.scheduled import at_work

ON_DUTY = "cy"
RESULTS = {
    "accepts": "accepted",
    "accepts-slowly": "accepted",
    "put-through": "accepted",
    "declines-by-key": "declined",
    "declines": "busy",
    "busy": "busy",
    "unallocated": "failed",
    "answers-silently": "unpressed",
    "hangs-up": "unpressed",
    "voicemail": "machine",
    "mailbox-full": "mailbox_full",
}


@pytest.fixture
def working(long_point: County) -> Iterator[County]:
    with at_work(long_point) as county:
        yield county


@pytest.mark.parametrize(("behaviour", "result"), RESULTS.items(), ids=RESULTS.keys())
def test_what_the_telephone_of_the_person_on_duty_does_is_known(working: County, behaviour: str, result: str) -> None:
    working.callee(ON_DUTY).behave(behaviour)
    caller = working.phone().hears("9 1 1").presses("1").hears("burst water pipe").presses("1")
    caller.hears("Where is it?").says("12 Main Street").presses("1").waits(45).hangs_up()
    with working.parts.database.transaction() as session:
        attempts = session.scalars(
            select(Attempt).where(Attempt.kind == "call").order_by(Attempt.created_at, Attempt.id)
        )
        first = next(iter(attempts))
        emergency = session.scalars(select(Emergency)).one()
        assert (first.person, first.result) == (ON_DUTY, result)
        assert emergency.state == ("accepted" if result == "accepted" else "open")
        assert emergency.due_at is not None
