"""`ivr backup` and `ivr restore`: a county that was lost is the same county again, and its calls go on."""

import hashlib
import json
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from click.testing import CliRunner, Result
from sqlalchemy import Connection, create_engine, text

from afterhours import migrations
from afterhours.parts import Parts
from afterhours.services.backups import programs as backup_programs
from afterhours.services.backups.programs import programs_for
from ivr.errors import Refused
from ivr.spool import Spool, SpooledRequest
from tests.conftest import Databases
from tests.support.county import SATURDAY_NIGHT, County, county
from webhooks.app import create_app
from webhooks.cli import main

pytestmark = pytest.mark.database

KEPT = ("call", "turn", '"case"', "person", "revision", "outbox", "audit", "app_user", "clock_offset")
NEXT = """
from alembic import op

revision, down_revision, branch_labels, depends_on = "next", "{newest}", None, None


def upgrade() -> None:
    op.execute('alter table person add column next_year text')
"""


def ivr(url: str, var: Path, *arguments: str, given: str | None = None) -> Result:
    """The command as somebody at a terminal runs it."""
    environment = {"DATABASE_URL": url, "VAR_DIR": str(var), "PUBLIC_URL": "http://127.0.0.1:8311"}
    return CliRunner().invoke(main, list(arguments), env=environment, input=given)


def query(url: str, sql: str) -> list[Any]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = sorted(connection.execute(text(sql)), key=str)
    engine.dispose()
    return found


def rows(url: str, *tables: str) -> dict[str, list[Any]]:
    return {name: query(url, f"select * from {name}") for name in tables}


TABLES = "select tablename from pg_tables where schemaname = 'public'"


def execute(url: str, *statements: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def rewritten(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A backup with other contents, and sums that agree with them."""
    with tarfile.open(source) as tar:
        contents = {entry.name: tar.extractfile(entry).read() for entry in tar}  # type: ignore[union-attr]
    change(contents)
    del contents["SHA256SUMS"]
    sums = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in contents.items()]
    with tarfile.open(target, "w") as tar:
        for name, data in [*contents.items(), ("SHA256SUMS", "".join(sums).encode())]:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, BytesIO(data))
    return target


@pytest.fixture
def long_point(database_url: str, tmp_path: Path) -> Iterator[County]:
    with county(database_url, tmp_path / "var") as served:
        yield served.at(SATURDAY_NIGHT)


@pytest.fixture
def empty(databases: Databases) -> Iterator[str]:
    """A database that nobody has used yet."""
    url = databases.fresh(migrated=False)
    yield url
    databases.drop(url)


@pytest.fixture
def saved(database_url: str, tmp_path: Path) -> Path:
    """A backup of a database with a schema and nothing else."""
    file = tmp_path / "saved.tar"
    assert ivr(database_url, tmp_path / "var", "backup", str(file)).exit_code == 0
    return file


def test_a_county_that_was_lost_is_the_same_county_and_its_calls_go_on(
    long_point: County, database_url: str, empty: str, tmp_path: Path
) -> None:
    long_point.phone().hangs_up()
    caller = long_point.phone().hears("9 1 1").presses("1").hears("burst water pipe").presses("1")
    caller.hears("Where is it?")
    file = tmp_path / "county.tar"
    told = ivr(database_url, tmp_path / "var", "backup", str(file))
    assert "2 calls, 2 cases" in told.output, told.output
    before = rows(database_url, *KEPT)
    restored = ivr(empty, tmp_path / "elsewhere", "restore", str(file))
    assert restored.exit_code == 0, restored.output
    assert rows(empty, *KEPT) == before
    parts = Parts(replace(long_point.parts.settings, database_url=empty))
    long_point.server.app = create_app(parts)
    long_point.network.callee(long_point.people["cy"]).behave("accepts")
    caller.says("12 Main Street").presses("1").waits(20).is_connected_to(long_point.people["cy"]).hangs_up()
    parts.close()
    locations = {row.location for row in rows(empty, '"case"')['"case"']}
    assert locations == {None, "12 Main Street"}


def test_no_case_number_is_given_twice_after_a_restore(saved: Path, empty: str, tmp_path: Path) -> None:
    assert ivr(empty, tmp_path, "restore", str(saved)).exit_code == 0
    ((given,),) = query(empty, "select nextval('case_number')")
    assert given >= 10_000


def test_whoever_was_signed_in_has_to_sign_in_again(database_url: str, empty: str, tmp_path: Path) -> None:
    user = "'018f0000-0000-7000-8000-000000000001'"
    execute(
        database_url,
        "insert into app_user (id, tenant, tenants, login, name, password_hash, role, created_at)"
        f" values ({user}, 'c', '{{}}', 'ann', 'Ann', 'x', 'agent', now())",
        "insert into user_session (token_hash, tenant, user_id, created_at, last_seen_at, expires_at)"
        f" values ('t', 'c', {user}, now(), now(), now() + interval '1 day')",
    )
    ivr(database_url, tmp_path, "backup", str(tmp_path / "b.tar"))
    assert ivr(empty, tmp_path, "restore", str(tmp_path / "b.tar")).exit_code == 0
    found = rows(empty, "app_user", "user_session")
    assert (len(found["app_user"]), found["user_session"]) == (1, [])


def test_rows_are_as_secure_after_a_restore_as_after_an_upgrade(
    saved: Path, database_url: str, empty: str, tmp_path: Path
) -> None:
    assert ivr(empty, tmp_path, "restore", str(saved)).exit_code == 0
    policies = "select tablename, policyname, roles::text, qual from pg_policies"
    rights = "select relname, relrowsecurity, relacl::text from pg_class where relnamespace = 'public'::regnamespace"
    assert query(empty, policies) == query(database_url, policies) != []
    assert query(empty, rights) == query(database_url, rights)


def test_requests_that_waited_on_disk_wait_again(database_url: str, empty: str, tmp_path: Path) -> None:
    request = SpooledRequest("/voice", {"CallSid": "CA1"}, SATURDAY_NIGHT, "<Response/>")
    Spool(tmp_path / "var" / "spool").keep(request)
    file = tmp_path / "b.tar"
    assert "1 spooled requests" in ivr(database_url, tmp_path / "var", "backup", str(file)).output
    assert ivr(empty, tmp_path / "new", "restore", str(file)).exit_code == 0
    ((path, again),) = Spool(tmp_path / "new" / "spool").waiting()
    assert again == request
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_backup_is_readable_by_its_owner_only_and_by_ordinary_tools(saved: Path, tmp_path: Path) -> None:
    assert saved.stat().st_mode & 0o777 == 0o600
    folder = tmp_path / "unpacked"
    folder.mkdir()
    subprocess.run(["tar", "-xf", str(saved)], cwd=folder, check=True)
    assert json.loads((folder / "manifest.json").read_bytes())["schema"] in migrations.known()
    done = subprocess.run(
        ["sha256sum", "--check", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_folder_gets_a_file_named_by_the_time(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    assert ivr(database_url, tmp_path, "backup", str(tmp_path / "backups")).exit_code == 0
    (file,) = (tmp_path / "backups").iterdir()
    assert file.name.startswith("ivr-20")
    assert file.suffix == ".tar"


def test_a_backup_says_what_is_not_in_it(database_url: str, tmp_path: Path) -> None:
    told = ivr(database_url, tmp_path, "backup", str(tmp_path / "b.tar")).output
    assert "Not in it: settings and secrets (SECRET_KEY" in told


def test_a_backup_is_never_written_over(saved: Path, database_url: str, tmp_path: Path) -> None:
    before = saved.read_bytes()
    told = ivr(database_url, tmp_path, "backup", str(saved))
    assert told.exit_code == 1
    assert "exists. Name another file" in told.output
    assert saved.read_bytes() == before


def test_a_database_of_somebody_else_is_not_backed_up(empty: str, tmp_path: Path) -> None:
    told = ivr(empty, tmp_path, "backup", str(tmp_path / "b.tar"))
    assert told.exit_code == 1
    assert "nothing of this program" in told.output
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_not_empty_is_refused_and_left_as_it_is(
    saved: Path, database_url: str, tmp_path: Path
) -> None:
    execute(database_url, "insert into clock_offset values ('*', 60)")
    told = ivr(database_url, tmp_path, "restore", str(saved))
    assert told.exit_code == 1
    assert "--replace" in told.output
    assert len(rows(database_url, "clock_offset")["clock_offset"]) == 1


def test_replacing_asks_first(saved: Path, database_url: str, tmp_path: Path) -> None:
    execute(database_url, "insert into clock_offset values ('*', 60)")
    assert ivr(database_url, tmp_path, "restore", str(saved), "--replace", given="n\n").exit_code == 1
    assert len(rows(database_url, "clock_offset")["clock_offset"]) == 1
    assert ivr(database_url, tmp_path, "restore", str(saved), "--replace", given="y\n").exit_code == 0
    assert rows(database_url, "clock_offset")["clock_offset"] == []


def test_nothing_is_replaced_under_the_feet_of_others(saved: Path, database_url: str, tmp_path: Path) -> None:
    engine = create_engine(database_url)
    with engine.connect():
        told = ivr(database_url, tmp_path, "restore", str(saved), "--replace", "--yes")
    engine.dispose()
    assert told.exit_code == 1
    assert "Stop web and scheduler" in told.output


def test_a_restore_that_fails_half_way_changes_nothing(saved: Path, database_url: str, tmp_path: Path) -> None:
    """The last statement of the restore finds fewer calls than the backup says."""

    def claim_more(contents: dict[str, bytes]) -> None:
        contents["manifest.json"] = json.dumps(json.loads(contents["manifest.json"]) | {"calls": 7}).encode()

    execute(database_url, "insert into clock_offset values ('*', 60)")
    before = rows(database_url, "clock_offset", "alembic_version")
    wrong = rewritten(saved, tmp_path / "wrong.tar", claim_more)
    told = ivr(database_url, tmp_path, "restore", str(wrong), "--replace", "--yes")
    assert told.exit_code == 1
    assert "other numbers of calls" in told.output
    assert rows(database_url, "clock_offset", "alembic_version") == before


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        pytest.param(lambda data: b"", "cannot be read as a backup", id="empty"),
        pytest.param(lambda data: data[: len(data) // 2], "ivr", id="cut off"),
        pytest.param(lambda data: data.replace(b"PGDMP", b"PGDMQ", 1), "database.dump is not as it was", id="a byte"),
        pytest.param(lambda data: b"\x1f\x8b" + data[2:], "cannot be read as a backup", id="something else"),
    ],
)
def test_a_damaged_backup_is_refused_before_anything_happens(
    saved: Path, empty: str, tmp_path: Path, damage: Callable[[bytes], bytes], sentence: str
) -> None:
    broken = tmp_path / "broken-ivr.tar"
    broken.write_bytes(damage(saved.read_bytes()))
    told = ivr(empty, tmp_path, "restore", str(broken))
    assert told.exit_code == 1
    assert told.output.startswith("Error: ")
    assert sentence in told.output
    assert query(empty, TABLES) == []


def test_a_file_from_elsewhere_cannot_write_beside_the_folder(saved: Path, empty: str, tmp_path: Path) -> None:
    def smuggle(contents: dict[str, bytes]) -> None:
        contents["spool/../../authorized_keys.json"] = b"{}"

    strange = rewritten(saved, tmp_path / "strange.tar", smuggle)
    told = ivr(empty, tmp_path, "restore", str(strange))
    assert told.exit_code == 1
    assert "which no backup of this program holds" in told.output


def test_checking_restores_nothing(saved: Path, empty: str, tmp_path: Path) -> None:
    told = ivr(empty, tmp_path, "restore", str(saved), "--check")
    assert "is whole: 0 calls, 0 cases" in told.output
    assert query(empty, TABLES) == []


def next_version(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """This program as it will be with one more migration."""
    folder.mkdir()
    (folder / "next.py").write_text(NEXT.replace("{newest}", max(migrations.known())))
    own = migrations.config_for

    def config_for(connection: Connection | None) -> Config:
        config = own(connection)
        config.set_main_option("path_separator", "space")
        config.set_main_option("version_locations", f"afterhours:migrations/versions {folder}")
        return config

    monkeypatch.setattr(migrations, "config_for", config_for)


def test_an_older_backup_is_brought_up_to_date(
    saved: Path, empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    next_version(monkeypatch, tmp_path / "versions")
    assert ivr(empty, tmp_path, "restore", str(saved)).exit_code == 0
    assert query(empty, "select version_num from alembic_version") == [("next",)]
    execute(empty, "update person set next_year = 'there'")


def test_a_backup_of_a_newer_version_is_refused(
    empty: str, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as later:
        next_version(later, tmp_path / "versions")
        migrations.upgrade(database_url)
        assert ivr(database_url, tmp_path, "backup", str(tmp_path / "b.tar")).exit_code == 0
    told = ivr(empty, tmp_path, "restore", str(tmp_path / "b.tar"))
    assert told.exit_code == 1
    assert "made by a newer version" in told.output


def test_without_fitting_programs_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="postgresql-client-99"):
        programs_for(99)
    monkeypatch.setattr(backup_programs, "_folders", list)
    with pytest.raises(Refused, match="none are here"):
        programs_for(15)


def test_the_password_is_in_no_argument() -> None:
    address = backup_programs.address_of(
        "postgresql+psycopg://ivr:very%20secret@db.example:5433/county?sslmode=require"
    )
    assert address.password == "very secret"
    assert "secret" not in address.conninfo
    assert "sslmode=require" in address.conninfo


def test_without_a_database_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    told = ivr("", tmp_path, "backup", str(tmp_path / "b.tar"))
    assert told.exit_code == 1
    assert "DATABASE_URL is not set" in told.output


def test_a_backup_says_where_the_recordings_are_that_are_not_in_it(
    database_url: str, empty: str, tmp_path: Path
) -> None:
    told = ivr(database_url, tmp_path, "backup", str(tmp_path / "b.tar"))
    assert f"Not in it: the recordings in {tmp_path / 'recordings'}. Copy that folder" in told.output
    assert "`ivr recordings check`" in ivr(empty, tmp_path, "restore", str(tmp_path / "b.tar")).output
