"""Plays the browsers of many desks: one stream each, pieces fetched for what is heard, and looked at now and then.

One line of JSON comes in (ports, sessions); "open" goes out when every stream has begun, then a line an offer.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import cycle
from queue import SimpleQueue
from selectors import EVENT_READ, DefaultSelector
from socket import create_connection, socket
from threading import Lock, Thread
from typing import Any

PIECES = ("/desk/agent/offers", "/desk/agent", "/desk/alarms")
EACH_SECONDS = 30
"""A page looks at its pieces so often of its own accord (webhooks/static/live.js)."""
AT_ONCE = 8
PRINTING = Lock()


def main() -> None:
    told = json.loads(sys.stdin.readline())
    tokens: list[str] = told["tokens"]
    free: SimpleQueue[HTTPConnection] = SimpleQueue()
    for _ in range(AT_ONCE):
        free.put(HTTPConnection("127.0.0.1", told["web"], timeout=10))
    streams = DefaultSelector()
    for token in tokens:
        streams.register(stream(told["live"], token), EVENT_READ, token)
    until_open(streams, len(tokens))
    say("open")
    Thread(target=look_now_and_then, args=(tokens, free), daemon=True).start()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while True:
            for key, _ in streams.select():
                for offer in offers_in(chunk(key.fileobj)):
                    pool.submit(show, key.data, offer, time.time(), free)


def stream(port: int, token: str) -> socket:
    opened = create_connection(("127.0.0.1", port), timeout=10)
    lines = ["GET /live/desk HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Cookie: ivr_session={token}", "", ""]
    opened.sendall("\r\n".join(lines).encode())
    return opened


def until_open(streams: DefaultSelector, wanted: int) -> None:
    """Every stream has said that everything is to be looked at."""
    began: set[str] = set()
    deadline = time.monotonic() + 30
    while len(began) < wanted and time.monotonic() < deadline:
        for key, _ in streams.select(1):
            if b"event: look" in chunk(key.fileobj):
                began.add(key.data)
    if len(began) < wanted:
        raise SystemExit(f"only {len(began)} of {wanted} streams began")


def chunk(source: Any) -> bytes:
    found: bytes = source.recv(65536)
    if not found:
        raise SystemExit("a stream has ended")
    return found


def offers_in(text: bytes) -> list[str]:
    """The ids of the offers told in a piece of a stream."""
    parts = text.decode().split("event: offer\ndata: ")[1:]
    return [json.loads(part.split("\n", 1)[0])["id"] for part in parts]


def show(token: str, offer: str, heard: float, free: "SimpleQueue[HTTPConnection]") -> None:
    """Fetch the piece; it counts as shown when the offer stands in it."""
    if offer in fetch(token, PIECES[0], free):
        say(json.dumps({"offer": offer, "heard": heard, "shown": time.time()}))
    fetch(token, PIECES[1], free)


def say(line: str) -> None:
    with PRINTING:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def fetch(token: str, path: str, free: "SimpleQueue[HTTPConnection]") -> str:
    connection = free.get()
    try:
        connection.request("GET", path, headers={"Cookie": f"ivr_session={token}"})
        return connection.getresponse().read().decode()
    finally:
        free.put(connection)


def look_now_and_then(tokens: list[str], free: "SimpleQueue[HTTPConnection]") -> None:
    pause = EACH_SECONDS / len(tokens)
    for token in cycle(tokens):
        for piece in PIECES:
            fetch(token, piece, free)
        time.sleep(pause)


if __name__ == "__main__":
    main()
