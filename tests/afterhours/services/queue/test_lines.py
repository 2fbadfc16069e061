"""In line, out of it, and how it is told: what turns leave, and what they are answered."""

import pytest

from afterhours.parts import Parts
from ivr.engine.asks import GroupOpen, QueuePlace
from ivr.engine.effects import CallbackTaken, Effect, QueueDialled, QueueEntered, QueueJoined, QueueLeft
from tests.support.lines import a_call, ask, hang_up, rows, wish

pytestmark = pytest.mark.database
ENTERED = QueueEntered("county-desk", lines_up=True)
STANDS = "select group_name, state, result from queued_call order by entered_at, id"


def test_whoever_enters_is_in_line_with_the_turn(parts: Parts) -> None:
    call = a_call(parts)
    wish(parts, call, ENTERED)
    assert rows(parts, STANDS) == [("county_desk", "waiting", None)]
    place = ask(parts, call, QueuePlace("county-desk"))
    assert (place.state, place.ahead, place.expected, place.staffed) == ("waiting", 0, None, False)


def test_entering_twice_is_entering_once(parts: Parts) -> None:
    call = a_call(parts)
    wish(parts, call, ENTERED)
    before = rows(parts, "select id, place_at from queued_call")
    wish(parts, call, ENTERED)
    assert rows(parts, "select id, place_at from queued_call") == before


def test_who_comes_back_to_a_line_has_their_old_place_and_who_changes_it_keeps_it_too(parts: Parts) -> None:
    call = a_call(parts)
    wish(parts, call, ENTERED)
    (before,) = rows(parts, "select place_at from queued_call")
    wish(parts, call, QueueLeft("county-desk", "gave_up"))
    wish(parts, call, ENTERED)
    wish(parts, call, QueueLeft("county-desk", "gave_up"), QueueEntered("night-desk", lines_up=True))
    waiting = rows(parts, "select group_name, place_at from queued_call where state = 'waiting'")
    assert waiting == [("night_desk", *before)]
    assert rows(parts, STANDS).count(("county_desk", "left", "gave_up")) == 2


@pytest.mark.parametrize(
    ("wishes", "left"),
    [
        pytest.param([QueueLeft("county-desk", "full")], [("county_desk", "full", "full")], id="never in line"),
        pytest.param(
            [QueueLeft("county-desk", "closed"), QueueLeft("night-desk", "full")],
            [("county_desk", "closed", "closed"), ("night_desk", "full", "full")],
            id="two lines in vain",
        ),
        pytest.param(
            [QueueEntered("county-desk", lines_up=False), QueueLeft("county-desk", "nobody")],
            [("county_desk", "left", "nobody")],
            id="in and out in one turn",
        ),
    ],
)
def test_who_could_not_even_begin_to_wait_is_counted(
    parts: Parts, wishes: list[Effect], left: list[tuple[str, str, str]]
) -> None:
    wish(parts, a_call(parts), *wishes)
    assert sorted(rows(parts, STANDS)) == left


def test_a_callback_keeps_the_place_of_whoever_waited(parts: Parts) -> None:
    call = a_call(parts)
    wish(parts, call, ENTERED)
    wish(parts, call, CallbackTaken("county-desk", "+15195550123"))
    ((state, kept, promised, number),) = rows(
        parts,
        "select q.state, q.place_at, c.place_at, c.number from queued_call q join callback c on c.id = q.callback_id",
    )
    assert (state, kept, number) == ("callback", promised, "+15195550123")
    assert ask(parts, call, QueuePlace("county-desk")) is None


def test_a_callback_without_a_place_is_in_line_from_now_on(parts: Parts) -> None:
    wish(parts, a_call(parts), CallbackTaken("county-desk", "+15195550123"))
    assert rows(parts, STANDS) == [("county_desk", "callback", None)]


def test_who_hangs_up_is_out_of_the_line(parts: Parts) -> None:
    call = a_call(parts)
    wish(parts, call, ENTERED)
    hang_up(parts)
    assert rows(parts, STANDS) == [("county_desk", "left", "hung_up")]


def test_a_talk_that_the_call_rang_itself_is_a_talk(parts: Parts) -> None:
    call = a_call(parts)
    wish(parts, call, ENTERED)
    wish(parts, call, QueueDialled("county-desk", "+15195550171", 40), QueueJoined("county-desk"))
    assert rows(parts, STANDS) == [("county_desk", "over", "dialled")]


def test_a_group_is_full_when_as_many_as_may_are_waiting_but_not_for_them(parts: Parts) -> None:
    first, second, third = (a_call(parts, f"CA{number}") for number in range(3))
    wish(parts, first, ENTERED)
    assert ask(parts, third, GroupOpen("county-desk")).state == "open"
    wish(parts, second, ENTERED)
    assert ask(parts, third, GroupOpen("county desk")).state == "full"
    assert ask(parts, first, GroupOpen("county-desk")).state == "open"
    assert ask(parts, third, GroupOpen("nobody-knows")).state == "closed"


def test_a_company_that_does_not_answer_for_a_council_is_closed_for_its_callers(parts: Parts) -> None:
    own, partner = a_call(parts, "CA1"), a_call(parts, "CA2", to="+441632960100")
    assert ask(parts, own, GroupOpen("own-desk")).state == "open"
    assert ask(parts, partner, GroupOpen("own-desk")).state == "closed"
    assert ask(parts, partner, GroupOpen("night-desk")).state == "open"


def test_an_emergency_of_the_case_comes_first(parts: Parts) -> None:
    call = a_call(parts)
    rows(parts, "update \"case\" set priority = 'emergency' returning 1")
    wish(parts, call, ENTERED)
    other = a_call(parts, "CA2")
    wish(parts, other, ENTERED)
    assert rows(parts, "select priority from queued_call order by entered_at") == [(2,), (0,)]
    assert ask(parts, other, QueuePlace("county-desk")).ahead == 1
