"""How often a turn in line asks PostgreSQL: beside its read and its write, once for how it stands."""

import pytest

from ivr.engine.inputs import Input, Pressed, Silent
from tests.afterhours.conftest import Caller
from tests.afterhours.test_round_trips import asked

pytestmark = pytest.mark.database
__all__ = ["asked"]
FINDING_THE_CALL = 1
"""The caller of these tests asks which call is theirs."""
ENGLISH, PERSON = Pressed("1"), Pressed("3")


@pytest.mark.parametrize(
    ("before", "given"),
    [
        pytest.param([ENGLISH], PERSON, id="into the line"),
        pytest.param([ENGLISH, PERSON], Silent(), id="the first look"),
        pytest.param([ENGLISH, PERSON, Silent()], Silent(), id="another look"),
    ],
)
def test_a_turn_in_line_asks_once_more(caller: Caller, asked: list[str], before: list[Input], given: Input) -> None:
    caller.rings()
    for each in before:
        caller.gives(each)
    asked.clear()
    caller.gives(given)
    assert len(asked) - FINDING_THE_CALL == 3, "\n\n".join(asked)
