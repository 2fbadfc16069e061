"""How gunicorn is led: its access log, where somebody switches one on, holds no link that opens something."""

from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config

from webhooks.cli.processes import STREAMS, _Lines, serving, streaming

LINK = "/pop/abc.DEF-1_2"


@pytest.mark.parametrize(
    "environ",
    [
        {"REQUEST_METHOD": "GET", "RAW_URI": LINK, "PATH_INFO": LINK, "QUERY_STRING": ""},
        {"REQUEST_METHOD": "GET", "RAW_URI": f"/sign-in?next={LINK}", "QUERY_STRING": f"next={LINK}"},
        {"REQUEST_METHOD": "GET", "RAW_URI": "/x", "HTTP_REFERER": f"https://311.example.org{LINK}"},
    ],
    ids=["its own address", "on the way to the sign-in", "where somebody came from"],
)
def test_no_access_log_holds_a_link(environ: dict[str, Any]) -> None:
    config = Config()
    answer = SimpleNamespace(status="404 Not Found", sent=10, headers=[])
    asked = SimpleNamespace(headers=[])
    took = SimpleNamespace(seconds=0, microseconds=1000)
    atoms = _Lines(config).atoms(answer, asked, {"SERVER_PROTOCOL": "HTTP/1.1", **environ}, took)
    assert "abc.DEF" not in config.access_log_format % {**dict.fromkeys("hlutrsbfa", "-"), **atoms}
    assert "abc.DEF" not in str(atoms)


def test_no_access_log_is_written_unless_somebody_wants_one() -> None:
    assert serving("127.0.0.1:8311", 1, 8)["accesslog"] is None
    assert streaming("127.0.0.1:8313", STREAMS)["accesslog"] is None


def test_a_desk_has_a_thread_of_the_live_process_each() -> None:
    options = streaming("127.0.0.1:8313", STREAMS)
    assert options["threads"] == STREAMS >= 256
    assert options["workers"] == 1
