"""Restoring a backup: checked first, then everything in one transaction, then brought up to this program's schema."""

import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from afterhours import migrations
from afterhours.services.backups.backup import scalar
from afterhours.services.backups.file import DUMP, SPOOL, Manifest, unpack, verify
from afterhours.services.backups.programs import Address, address_of, programs_for, run
from ivr.errors import DatabaseGone, Refused

MADE_ANEW = re.compile(r"^\d+; \d+ \d+ (SCHEMA|POLICY|ACL|DEFAULT ACL|COMMENT) ")
"""Entries of a dump that are left out: the schema is there, and rights are given by the upgrade, for roles of here."""
SKIPPED_NUMBERS = 10_000
"""Case numbers given out since the backup were spoken to residents; so many are left out, and none is given twice."""
OWN_TIMEOUT = (b"SET transaction_timeout = 0;", b"-- transaction_timeout = 0; ")
"""Programs of version 17 and later write it for every server, and older servers refuse it."""

EMPTY = """
do $$ declare each record; begin
    for each in select oid::regclass as name, relkind from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')
    loop
        execute format('drop %s if exists %s cascade',
            case each.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end, each.name);
    end loop;
    for each in select oid::regclass as name from pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'S'
    loop
        execute format('drop sequence if exists %s cascade', each.name);
    end loop;
    for each in select oid::regprocedure as name from pg_proc
        where pronamespace = 'public'::regnamespace
            and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
    loop
        execute format('drop function %s cascade', each.name);
    end loop;
end $$
"""
AFTERWARDS = """
do $$ begin
    if (select count(*) from public.call) <> {calls} or (select count(*) from public."case") <> {cases} then
        raise exception 'the backup holds other numbers of calls and cases than it says';
    end if;
    perform setval('public.case_number', nextval('public.case_number') + {skipped});
    delete from public.user_session;
end $$
"""


def restore(
    url: str, spool: Path, file: Path, *, replace: bool = False, notice: Callable[[str], None] = lambda _: None
) -> Manifest:
    """Put a backup into the database at `url` and the folder `spool`. Afterwards everybody has to sign in again.

    `replace`: first remove what is there; otherwise the database must be empty. What the database's user is not allowed
    to do afterwards is told to `notice`. Raises Refused and DatabaseGone; then the database is as it was.
    """
    address, manifest = address_of(url), verify(file)
    refuse_newer(manifest)
    server = refuse_target(address, replace=replace)
    spool.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=spool.parent, prefix=".restore-") as made:
        folder = Path(made)
        unpack(file, folder)
        load(address, folder, manifest, server, replace=replace)
        put_back_spool(folder / SPOOL, spool)
    migrations.upgrade(url, notice)
    return manifest


def refuse_newer(manifest: Manifest) -> None:
    """Raises Refused for a schema that is not of this program's past."""
    if manifest.schema not in migrations.known():
        raise Refused(
            f"The backup is of schema {manifest.schema}, which this program does not know: it was made by a newer "
            "version. Install that version, then restore."
        )


def refuse_target(address: Address, *, replace: bool) -> int:
    """Raises Refused where something is in the way; returns the server's major version."""
    try:
        with address.connect() as connection:
            tables = scalar(connection, "select count(*) from pg_tables where schemaname = 'public'")
            others = scalar(
                connection,
                "select count(*) from pg_stat_activity where datname = current_database()"
                " and pid <> pg_backend_pid() and backend_type = 'client backend'",
            )
            server = connection.info.server_version // 10000
    except psycopg.OperationalError as error:
        raise DatabaseGone(f"The database cannot be reached: {str(error).strip()}") from error
    if tables and not replace:
        raise Refused(
            f"The database is not empty: it has {tables} tables. Name an empty one in DATABASE_URL, or say --replace "
            "to remove what is there."
        )
    if tables and others:
        raise Refused(f"{others} other connections are open to this database. Stop web and scheduler, then restore.")
    return int(server)


def load(address: Address, folder: Path, manifest: Manifest, server: int, *, replace: bool) -> None:
    """One transaction: remove, restore, count, and number on. Raises Refused; then nothing has happened."""
    programs = programs_for(max(server, manifest.server))
    entries = run(programs / "pg_restore", "--list", str(folder / DUMP)).splitlines()
    chosen, script = folder / "entries", folder / "script.sql"
    chosen.write_text("\n".join(line for line in entries if not MADE_ANEW.match(line)) + "\n", encoding="utf-8")
    options = ["--no-owner", "--no-privileges", f"--use-list={chosen}", f"--file={script}"]
    run(programs / "pg_restore", *options, str(folder / DUMP))
    forget_timeout(script)
    afterwards = AFTERWARDS.format(calls=manifest.calls, cases=manifest.cases, skipped=SKIPPED_NUMBERS)
    commands = [*(["--command", EMPTY] if replace else []), "--file", str(script), "--command", afterwards]
    one = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--no-password"]
    run(programs / "psql", f"--dbname={address.conninfo}", *one, "--output=/dev/null", *commands, address=address)


def forget_timeout(script: Path) -> None:
    """Take a setting that older servers do not know out of the script's head; it is the default anyway."""
    with script.open("r+b") as opened:
        head = opened.read(4096)
        opened.seek(0)
        opened.write(head.replace(*OWN_TIMEOUT, 1))


def put_back_spool(source: Path, spool: Path) -> None:
    """Requests that waited then wait again; those that wait now go on waiting."""
    if not source.is_dir():
        return
    spool.mkdir(mode=0o700, exist_ok=True)
    for path in sorted(source.glob("*.json")):
        path.chmod(0o600)
        path.replace(spool / path.name)
