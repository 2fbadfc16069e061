"""The bench's clients: random moments that repeat, calls that go on where they were, answers that are read whole."""

import socket
import threading
from collections.abc import Iterator

import pytest

from bench.connection import length, status
from bench.load import Client, moments

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


class Asking:
    """Somebody with `left` requests."""

    def __init__(self, left: int = 3) -> None:
        self.left = left
        self.heard: list[tuple[int, bytes]] = []

    @property
    def over(self) -> bool:
        return not self.left

    def request(self) -> bytes:
        return b"GET / HTTP/1.1\r\n\r\n"

    def hear(self, status: int, body: bytes) -> None:
        self.heard.append((status, body))
        self.left -= 1


@pytest.fixture
def port() -> Iterator[int]:
    """A server that answers everything, in two pieces."""
    listening = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve, args=(listening,), daemon=True).start()
    yield listening.getsockname()[1]
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()


def serve(listening: socket.socket) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=answer, args=(connection,), daemon=True).start()


def answer(connection: socket.socket) -> None:
    with connection:
        while connection.recv(1000):
            connection.sendall(ANSWER[:30])
            connection.sendall(ANSWER[30:])


def test_random_moments_are_the_same_for_the_same_seed() -> None:
    assert moments(300, 1, 1) == moments(300, 1, 1)
    assert moments(300, 1, 1) != moments(300, 1, 2)


def test_random_moments_come_at_the_wanted_rate_and_in_order() -> None:
    found = moments(300, 10, 7)
    assert found == sorted(found)
    assert len(found) == pytest.approx(3000, rel=0.1)
    assert found[-1] < 10


def test_a_call_has_all_its_requests_answered_in_a_closed_loop(port: int) -> None:
    calls: list[Asking] = []
    client = Client(port, lambda: calls.append(Asking()) or calls[-1])  # type: ignore[func-returns-value]
    taken = client.closed(2, 0.05)
    client.close()
    assert calls[0].heard == [(200, b"hello")] * 3
    assert taken.rate > 0


def test_random_arrivals_are_all_answered(port: int) -> None:
    client = Client(port, Asking)
    taken = client.random(400, 0.1, 5)
    client.close()
    assert len(taken.latencies) == len(moments(400, 0.1, 5))


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param(b"HTTP/1.1 200 OK\r\ncontent-length: 12\r\nServer: x", (200, 12), id="with a length"),
        pytest.param(b"HTTP/1.1 204 NO CONTENT\r\nServer: x", (204, 0), id="without content"),
    ],
)
def test_the_head_of_an_answer_is_read(head: bytes, expected: tuple[int, int]) -> None:
    assert (status(head), length(head)) == expected


def test_an_answer_without_a_length_is_an_error() -> None:
    with pytest.raises(ConnectionError):
        length(b"HTTP/1.1 200 OK\r\nServer: x")
