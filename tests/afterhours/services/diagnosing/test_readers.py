"""What the doctor says of those who should get the handover."""

import pytest

from afterhours.services.diagnosing.readers import check_council
from afterhours.site import Council


def council(hours: str | None = "office", handover: tuple[str, ...] = (), tonight: tuple[str, ...] = ()) -> Council:
    return Council(
        tenant="county",
        name="Long Point County",
        zone="America/Toronto",
        country="CA",
        emergency_number="9 1 1",
        languages={},
        fallback_person="ann",
        recording_notice={},
        office_hours=hours,
        handover_to=handover,
        tonight_to=tonight,
    )


@pytest.mark.parametrize(
    ("asked", "level", "says"),
    [
        pytest.param(council(None), "warning", "has no office hours", id="no office hours"),
        pytest.param(council(), "warning", "Nobody gets the handover", id="nobody named"),
        pytest.param(council(handover=("ann", "Duty Manager")), "ok", "goes to ann, Duty Manager", id="in order"),
        pytest.param(council(handover=("ann", "bo")), "warning", "bo should get", id="no address"),
        pytest.param(council(handover=("ann",), tonight=("cy",)), "warning", "cy should get", id="none for the paper"),
    ],
)
def test_whether_somebody_gets_the_night_is_told(asked: Council, level: str, says: str) -> None:
    found = check_council(asked, {"ann", "duty_manager"})
    assert (found.level, says in found.sentence) == (level, True)
    assert bool(found.mend) == (level == "warning")
