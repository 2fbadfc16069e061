"""The embedded PostgreSQL: it starts, survives, waits its turn, and leaves nothing running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from ivr.errors import DatabaseGone
from ivr.store.server import EmbeddedServer
from ivr.store.server_place import SOCKET_NAME, SOCKET_PATH_LIMIT, socket_folder

pytestmark = pytest.mark.database

STARTED_ELSEWHERE = """
import sys
from pathlib import Path
from ivr.store.server import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]), durable=False)
server.start()
print("started", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedServer]:
    made = EmbeddedServer(tmp_path / "data", durable=False, patience=0.2)
    yield made
    made.destroy()


@pytest.fixture
def stranger(server: EmbeddedServer) -> Iterator[subprocess.Popen[str]]:
    """Another program that runs the same server."""
    command = [sys.executable, "-c", STARTED_ELSEWHERE, str(server.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        yield process
        process.kill()


def answer(url: str, question: str) -> object:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            return connection.execute(text(question)).scalar()
    finally:
        engine.dispose()


def change(url: str, command: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(command))
    engine.dispose()


def processes_of(server: EmbeddedServer) -> list[int]:
    """Live processes whose command line names the server's folder (its helpers show their parent's)."""
    mark = str(server.place.data)
    return [
        process.info["pid"]
        for process in psutil.process_iter(["pid", "cmdline", "status"])
        if process.info["status"] != psutil.STATUS_ZOMBIE and mark in (process.info["cmdline"] or [])
    ]


def eventually(holds: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds()


def test_the_server_answers_while_it_runs_and_is_gone_afterwards(server: EmbeddedServer) -> None:
    with server.running() as url:
        assert answer(url, "SELECT 42") == 42
        assert processes_of(server)
    assert processes_of(server) == []
    with pytest.raises(OperationalError):
        answer(url, "SELECT 42")


def test_it_never_listens_on_tcp(server: EmbeddedServer) -> None:
    with server.running() as url:
        assert answer(url, "SHOW listen_addresses") == ""
        [postmaster] = processes_of(server)
        assert psutil.Process(postmaster).net_connections("tcp") == []


def test_nobody_else_may_open_its_socket_or_its_data(server: EmbeddedServer) -> None:
    with server.running():
        assert server.place.socket.stat().st_mode & 0o077 == 0
        assert server.place.data.stat().st_mode & 0o077 == 0


def test_what_was_written_is_there_after_a_stop_and_a_start(server: EmbeddedServer) -> None:
    url = server.start()
    change(url, "CREATE TABLE kept (n int)")
    server.stop()
    assert server.start() == url
    assert answer(url, "SELECT count(*) FROM kept") == 0


def test_it_comes_back_after_being_killed(server: EmbeddedServer) -> None:
    url = server.start()
    change(url, "CREATE TABLE kept (n int)")
    server.kill()
    with pytest.raises(OperationalError):
        answer(url, "SELECT 1")
    server.start()
    assert answer(url, "SELECT count(*) FROM kept") == 0


def test_starting_twice_is_starting_once(server: EmbeddedServer) -> None:
    assert server.start() == server.start()
    assert len(processes_of(server)) == 1


def test_stopping_what_never_ran_is_no_fault(server: EmbeddedServer) -> None:
    server.stop()
    server.stop()


def test_a_second_starter_is_told_who_has_it(server: EmbeddedServer, stranger: subprocess.Popen[str]) -> None:
    said: list[str] = []
    second = EmbeddedServer(server.folder, durable=False, patience=0.2, say=said.append)
    with pytest.raises(DatabaseGone, match=f"in use by process {stranger.pid}"):
        second.start()
    assert f"process {stranger.pid}" in said[0]


def test_a_second_starter_waits_for_the_first_to_stop(server: EmbeddedServer, stranger: subprocess.Popen[str]) -> None:
    waited: list[str] = []

    def stop_the_first(sentence: str) -> None:
        waited.append(sentence)
        if "in use" in sentence:
            stranger.kill()

    patient = EmbeddedServer(server.folder, durable=False, patience=20, say=stop_the_first)
    with patient.running() as url:
        assert answer(url, "SELECT 1") == 1
    assert "waiting for it to stop" in waited[0]


def test_a_killed_program_leaves_no_server_running(server: EmbeddedServer, stranger: subprocess.Popen[str]) -> None:
    os.kill(stranger.pid, signal.SIGKILL)
    stranger.wait()
    assert eventually(lambda: processes_of(server) == [])


def test_a_server_whose_guard_was_killed_too_is_taken_over(
    server: EmbeddedServer, stranger: subprocess.Popen[str]
) -> None:
    [left] = processes_of(server)
    for child in psutil.Process(stranger.pid).children():
        if child.pid != left:
            child.kill()
    stranger.kill()
    stranger.wait()
    assert processes_of(server) == [left]
    with server.running() as url:
        assert answer(url, "SELECT 1") == 1
        assert left not in processes_of(server)


def test_a_mark_that_names_another_program_is_no_obstacle(server: EmbeddedServer) -> None:
    server.start()
    server.stop()
    mark = server.place.data / "postmaster.pid"
    mark.write_text(f"{os.getpid()}\n{server.place.data}\n")
    with server.running() as url:
        assert answer(url, "SELECT 1") == 1


def test_data_that_was_half_made_is_made_again(server: EmbeddedServer) -> None:
    for unfinished in (server.place.data.with_name("data.half-made"), server.place.data):
        unfinished.mkdir(parents=True)
        (unfinished / "postgresql.conf").write_text("half")
    with server.running() as url:
        assert answer(url, "SELECT 1") == 1


def test_damaged_data_ends_in_a_sentence(server: EmbeddedServer) -> None:
    server.start()
    server.stop()
    (server.place.data / "global" / "pg_control").unlink()
    with pytest.raises(DatabaseGone, match=r"did not start.*pg_control"):
        server.start()
    assert processes_of(server) == []


def test_a_database_made_from_a_template_has_its_tables(server: EmbeddedServer) -> None:
    with server.running():
        change(server.create_database("template"), "CREATE TABLE cases (n int)")
        copy = server.create_database("copy", template="template")
        change(copy, "INSERT INTO cases VALUES (1)")
        assert answer(copy, "SELECT count(*) FROM cases") == 1
        assert answer(server.url("template"), "SELECT count(*) FROM cases") == 0
        server.drop_database("copy")
        assert not server.has_database("copy")


def test_capital_letters_with_accents_are_letters(server: EmbeddedServer) -> None:
    with server.running() as url:
        assert answer(url, "SELECT lower('ÉLÉONORE')") == "éléonore"


@pytest.mark.parametrize("length", [10, 80, 92, 93, 94, 200], ids=lambda n: f"{n}-bytes")
def test_the_sockets_path_always_fits(length: int) -> None:
    home = Path("/" + "x" * (length - 1))
    assert len(str(socket_folder(home)) + SOCKET_NAME) <= SOCKET_PATH_LIMIT


def test_a_server_with_a_long_path_starts_too(tmp_path: Path) -> None:
    deep = EmbeddedServer(tmp_path / ("long" * 30) / "data", durable=False)
    with deep.running() as url:
        assert answer(url, "SELECT 1") == 1
    deep.destroy()
    assert not deep.place.socket.exists()


def test_after_destroying_no_folder_is_left(server: EmbeddedServer) -> None:
    server.start()
    server.destroy()
    assert not server.place.data.exists()
    assert not server.place.lock.exists()
