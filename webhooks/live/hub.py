"""Hands what PostgreSQL tells to the streams of this process: each stream has a seat, and takes from it what is new.

A seat never holds a connection to the database. Who is too slow, and everybody after the listening connection was lost,
is told to look again at everything, so that nothing is missed without a log of what was.
"""

from threading import Condition, Lock

from webhooks.live.audience import Audience, Notice

MOST_WAITING = 50
"""Notices a seat keeps for a stream that does not take them."""


class Seat:
    """One stream's place. What waits is in order, and the same thing waits once; `look` stands for everything."""

    def __init__(self, audience: Audience) -> None:
        self.audience = audience
        self._new: dict[tuple[str, str | None], None] = {}
        self._look = True
        self._closed = False
        self._changed = Condition()

    def tell(self, notice: Notice) -> None:
        with self._changed:
            if self._look or not self.audience.hears(notice):
                return
            self._new[notice.kind, notice.id] = None
            if len(self._new) > MOST_WAITING:
                self._new, self._look = {}, True
            self._changed.notify()

    def look_again(self) -> None:
        """Something may have been missed."""
        with self._changed:
            self._new, self._look = {}, True
            self._changed.notify()

    def close(self) -> None:
        """The stream shall end now."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def take(self, seconds: float) -> list[tuple[str, str | None]] | None:
        """What is new, as (kind, id), once there is something or after `seconds`; None when the stream shall end.

        ("look", None) means: everything. A seat that was just taken begins with it.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._new or self._look or self._closed, seconds)
            if self._closed:
                return None
            found: list[tuple[str, str | None]] = [("look", None)] if self._look else list(self._new)
            self._new, self._look = {}, False
            return found


class Hub:
    """Every seat of this process. `most`: so many streams at once; one for each thread that may hold one."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._seats: set[Seat] = set()
        self._changed = Lock()
        self._closed = False

    def take_seat(self, audience: Audience) -> Seat | None:
        """A seat, to be given back; None when there is no room."""
        seat = Seat(audience)
        with self._changed:
            if self._closed or len(self._seats) >= self._most:
                return None
            self._seats.add(seat)
        return seat

    def give_back(self, seat: Seat) -> None:
        with self._changed:
            self._seats.discard(seat)

    def heard(self, payload: str) -> None:
        """A notice of PostgreSQL's."""
        notice = Notice.read(payload)
        if notice is not None:
            for seat in self._everyone():
                seat.tell(notice)

    def connected(self) -> None:
        """The listening connection is there, for the first time or again."""
        for seat in self._everyone():
            seat.look_again()

    def close(self) -> None:
        """The process ends: so do its streams, and browsers find another one."""
        with self._changed:
            self._closed = True
        for seat in self._everyone():
            seat.close()

    def __len__(self) -> int:
        return len(self._seats)

    def _everyone(self) -> list[Seat]:
        with self._changed:
            return list(self._seats)
