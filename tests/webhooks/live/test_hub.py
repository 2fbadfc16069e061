"""A seat gets what concerns it, once, in order; and "look again" whenever something may have been missed."""

from dataclasses import replace

from afterhours.services.live import Kind, notice
from ivr.store.base import new_key
from tests.webhooks.live.test_audience import AGENT
from webhooks.live.hub import MOST_WAITING, Hub, Seat

LOOK = [("look", None)]
TOLD: tuple[Kind, ...] = ("queue", "emergency", "queue")


def seated(hub: Hub) -> Seat:
    seat = hub.take_seat(AGENT)
    assert seat
    return seat


def at_rest(hub: Hub) -> Seat:
    """A seat that has looked at everything."""
    seat = seated(hub)
    assert seat.take(0) == LOOK
    return seat


def test_a_new_stream_begins_by_looking_at_everything() -> None:
    assert seated(Hub(1)).take(0) == LOOK


def test_what_is_told_is_taken_once_and_in_order() -> None:
    hub = Hub(1)
    seat = at_rest(hub)
    for kind in TOLD:
        hub.heard(notice("county", kind, id="7"))
    assert seat.take(0) == [("queue", "7"), ("emergency", "7")]
    assert seat.take(0) == []


def test_each_seat_hears_only_its_own() -> None:
    hub = Hub(2)
    hers, his = at_rest(hub), at_rest(hub)
    his.audience = replace(AGENT, user=new_key())
    hub.heard(notice("county", "offer", user=AGENT.user))
    assert hers.take(0) == [("offer", None)]
    assert his.take(0) == []


def test_after_the_listening_connection_was_lost_everybody_looks_again() -> None:
    hub = Hub(1)
    seat = at_rest(hub)
    hub.heard(notice("county", "queue"))
    hub.connected()
    assert seat.take(0) == LOOK


def test_who_is_too_slow_looks_at_everything_instead() -> None:
    hub = Hub(1)
    seat = at_rest(hub)
    for number in range(MOST_WAITING + 1):
        hub.heard(notice("county", "case", id=str(number)))
    assert seat.take(0) == LOOK


def test_there_is_room_for_as_many_streams_as_there_are_threads() -> None:
    hub = Hub(1)
    seat = seated(hub)
    assert hub.take_seat(AGENT) is None
    hub.give_back(seat)
    assert hub.take_seat(AGENT)


def test_when_the_process_ends_its_streams_end() -> None:
    hub = Hub(2)
    seat = at_rest(hub)
    hub.close()
    assert seat.take(60) is None
    assert hub.take_seat(AGENT) is None
