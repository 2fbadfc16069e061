"""The stream of one desk: who may open it, what it says, when it ends, and that nothing is missed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from socket import socketpair
from threading import Event
from typing import Any

import pytest
from sqlalchemy import select, text

from afterhours.models import User
from afterhours.services.live import CHANNEL, notice, tell_live
from ivr.store.listening import Listener
from tests.webhooks.pages.world import COUNTY, PARTNER, World
from webhooks.live.app import create_live
from webhooks.live.hub import Hub
from webhooks.live.stream import has_gone
from webhooks.roles import Role
from webhooks.signin.sessions import end_all_sessions

LOGINS = (f"agent-{number}" for number in count())
LOOK = "event: look\ndata: {}\n\n"
NEWS = "event: queue\ndata: {}\n\n"
CUT = text("""select pg_terminate_backend(pid) from pg_stat_activity
where query like 'listen %' and datname = current_database()""")


@dataclass
class Stream:
    """One open stream; `says()` is the next thing it says."""

    response: Any
    chunks: Iterator[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.chunks = iter(self.response.response)

    def says(self) -> str:
        return next(self.chunks).decode()


@dataclass
class Live:
    """The live process over a world."""

    world: World
    hub: Hub = field(default_factory=lambda: Hub(4))

    def __post_init__(self) -> None:
        self.app = create_live(self.world.parts, self.hub)

    def get(self, token: str | None = None, **headers: str) -> Any:
        client = self.app.test_client()
        if token:
            client.set_cookie("ivr_session", token)
        return client.get("/live/desk", headers=headers)

    @contextmanager
    def stream(self, token: str) -> Iterator[Stream]:
        """A stream that has looked at everything."""
        response = self.get(token)
        opened = Stream(response)
        assert opened.says().startswith("retry: ")
        assert opened.says() == LOOK
        yield opened
        response.close()

    @contextmanager
    def listening(self, token: str) -> Iterator[Stream]:
        """The same, fed by PostgreSQL."""
        there = Event()

        def connected() -> None:
            self.hub.connected()
            there.set()

        with Listener(self.world.parts.database.url, CHANNEL, self.hub.heard, connected):
            assert there.wait(30)
            with self.stream(token) as stream:
                yield stream

    def tells(self, kind: Any, what: int | None = None) -> None:
        with self.world.parts.database.transaction() as session:
            tell_live(session, COUNTY, kind, id=None if what is None else str(what))


@pytest.fixture
def live(world: World) -> Live:
    return Live(world)


def token(world: World, role: str = Role.COUNTY_AGENT, tenants: tuple[str, ...] = (COUNTY,)) -> str:
    """The session of somebody who has signed in."""
    login = next(LOGINS)
    world.user(login, role, tenants)
    cookie = world.browser(login).get_cookie("ivr_session")
    assert cookie
    return cookie.value


def test_without_a_session_there_is_no_stream(live: Live) -> None:
    assert live.get().status_code == 401
    assert live.get("somebody's guess").status_code == 401


def test_a_stream_is_kept_by_nobody(live: Live) -> None:
    response = live.get(token(live.world))
    assert response.mimetype == "text/event-stream"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Accel-Buffering"] == "no"
    response.close()


def test_it_says_what_changed_and_nothing_more(live: Live) -> None:
    with live.stream(token(live.world)) as stream:
        live.hub.heard(notice(COUNTY, "case", id="123"))
        assert stream.says() == 'event: case\ndata: {"id":"123"}\n\n'


def test_it_is_narrowed_to_the_visitors_councils(live: Live) -> None:
    ours, both = token(live.world), token(live.world, tenants=(COUNTY, PARTNER))
    with live.stream(ours) as narrow, live.stream(both) as wide:
        live.hub.heard(notice(PARTNER, "queue"))
        live.hub.heard(notice(COUNTY, "emergency"))
        assert narrow.says().startswith("event: emergency")
        assert wide.says().startswith("event: queue")


def test_a_stream_that_is_closed_gives_its_place_back(live: Live) -> None:
    with live.stream(token(live.world)):
        assert len(live.hub) == 1
    assert len(live.hub) == 0


def test_where_there_is_no_room_a_browser_is_sent_away(world: World) -> None:
    assert Live(world, Hub(0)).get(token(world)).status_code == 503


def test_after_a_minute_the_session_is_asked_again_and_a_stream_without_one_ends(live: Live) -> None:
    world = live.world
    with live.stream(token(world)) as stream:
        with world.parts.database.transaction() as session:
            user = session.scalars(select(User.id).order_by(User.id.desc())).first()
            assert user
            end_all_sessions(session, user, world.parts.real_clock.now())
        world.parts.real_clock.advance(60)
        live.hub.heard(notice(COUNTY, "queue"))
        assert stream.says() == "event: over\ndata: {}\n\n"
        with pytest.raises(StopIteration):
            stream.says()


def test_a_stream_keeps_nobody_signed_in(live: Live) -> None:
    with live.stream(token(live.world)) as stream:
        live.world.parts.real_clock.advance(31 * 60)
        live.hub.heard(notice(COUNTY, "queue"))
        assert stream.says().startswith("event: over")


def test_a_page_of_ours_at_another_port_may_read_it_with_its_session(live: Live) -> None:
    base = live.world.parts.settings.public_url
    response = live.get(token(live.world), Origin=base)
    assert response.headers["Access-Control-Allow-Origin"] == base
    assert response.headers["Access-Control-Allow-Credentials"] == "true"
    assert "Origin" in response.headers["Vary"]
    response.close()


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://127.0.0.1:9"])
def test_a_page_of_somebody_else_may_not(live: Live, origin: str) -> None:
    response = live.get(token(live.world), Origin=origin)
    assert response.status_code == 403
    assert "Access-Control-Allow-Origin" not in response.headers


def test_what_is_committed_anywhere_reaches_the_stream(live: Live) -> None:
    with live.listening(token(live.world)) as stream:
        live.tells("queue")
        assert stream.says() == NEWS


def test_what_happens_while_the_listening_connection_is_away_is_not_missed(live: Live) -> None:
    with live.listening(token(live.world)) as stream:
        with live.world.parts.database.transaction() as session:
            session.execute(CUT)
        live.tells("queue")
        assert stream.says() in (LOOK, NEWS)


def test_a_browser_that_has_gone_is_noticed() -> None:
    ours, theirs = socketpair()
    assert not has_gone({})
    assert not has_gone({"gunicorn.socket": ours})
    theirs.close()
    assert has_gone({"gunicorn.socket": ours})
    ours.close()
    assert has_gone({"werkzeug.socket": ours})
