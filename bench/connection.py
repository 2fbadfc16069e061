"""One keep-alive connection to a web server: bytes out, one answer in. As little Python as a client can be."""

import socket
from contextlib import suppress

NO_CONTENT = 204
LARGEST_READ = 65536


class Connection:
    """A non-blocking socket of HTTP/1.1. `send` gives a request away, `receive` says when its answer is whole."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._read = b""

    def fileno(self) -> int:
        return self.socket.fileno()

    def send(self, request: bytes) -> None:
        """A request is far smaller than the socket's buffer, so this does not wait."""
        self._read = b""
        self.socket.sendall(request)

    def receive(self) -> tuple[int, bytes] | None:
        """(status, body) once the whole answer is there, None before. Raises ConnectionError when the server left."""
        more = self.socket.recv(LARGEST_READ)
        if not more:
            raise ConnectionError("the server closed the connection in the middle")
        self._read += more
        head, separator, body = self._read.partition(b"\r\n\r\n")
        if not separator or len(body) < length(head):
            return None
        return status(head), body

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send, and wait for the whole answer."""
        self.send(request)
        while (answer := self.receive()) is None:
            pass
        return answer

    def close(self) -> None:
        with suppress(OSError):
            self.socket.close()


def status(head: bytes) -> int:
    return int(head[9:12])


def length(head: bytes) -> int:
    """How many bytes of body belong to an answer with this head."""
    if status(head) == NO_CONTENT:
        return 0
    _, found, rest = head.lower().partition(b"content-length:")
    if not found:
        raise ConnectionError(f"an answer without a length: {head[:200]!r}")
    return int(rest.partition(b"\r\n")[0])
