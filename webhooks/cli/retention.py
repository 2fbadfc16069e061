"""`ivr retention`: what is purged, or would be; `ivr hold`: what must stay."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from uuid import UUID

import click
from sqlalchemy import select

from afterhours.jobs.retention import RetentionJob, reckoned
from afterhours.models import Case, Contact
from afterhours.rules import case_numbers
from afterhours.rules.retention import CLASSES
from afterhours.services.casework.find_case import find_case
from afterhours.services.retention.holds import hold_case, hold_contact, hold_number, holds, lift_hold
from afterhours.services.retention.purging import Times, standing
from ivr.errors import NotFound
from webhooks.cli.choosing import AS_JSON, any_number
from webhooks.cli.context import parts, signed
from webhooks.cli.output import print_lines

REASON = click.option("--reason", required=True, help="Why; whoever decides later reads it.")
EVERYTHING = 1_000_000
"""Batches: a command goes on until nothing is left."""


@click.command()
@click.option("--dry-run", is_flag=True, help="Only count what is due, and what is open or held although it is old.")
@click.option("--to-minimum", is_flag=True, help="As if everything were kept for its least time only.")
@AS_JSON
def retention(dry_run: bool, to_minimum: bool, as_json: bool) -> None:
    """Purge what is personal and too old: now, instead of when the scheduler comes to it."""
    rows = list(counts(to_minimum) if dry_run else purged(to_minimum))
    if as_json:
        print_lines(rows)
        return
    for row in rows:
        told = "  ".join(f"{name} {value}" for name, value in row.items() if name not in ("tenant", "class") and value)
        click.echo(f"{row['tenant']:24} {row['class']:12} {told or '-'}")


def counts(to_minimum: bool) -> Iterator[dict[str, Any]]:
    given, times = parts(), times_now()
    for tenant, council in given.site.councils.items():
        with given.database.transaction() as session:
            for each in standing(session, tenant, council.retention, times, to_minimum=to_minimum):
                told = asdict(each)
                keep = council.retention[each.kind]
                days = keep.at_least if to_minimum else keep.at_most
                yield {"tenant": tenant, "class": told.pop("kind"), "days": days, **told}


def purged(to_minimum: bool) -> Iterator[dict[str, Any]]:
    given, times = parts(), times_now()
    job = RetentionJob(given.database, lambda: given.site, given.clock, given.real_clock)
    for tenant, council in given.site.councils.items():
        for kind in CLASSES:
            before = council.retention[kind].before(reckoned(kind, times), to_minimum=to_minimum)
            yield {"tenant": tenant, "class": kind, "purged": job.purge(tenant, kind, before, times, EVERYTHING)}


def times_now() -> Times:
    return Times(parts().clock.now(), parts().real_clock.now())


@click.group()
def hold() -> None:
    """Legal holds: what no purge may touch."""


@hold.command("place")
@click.argument("what", metavar="CASE|NUMBER|CONTACT")
@REASON
@click.option("--council", help="Whose; without it, the municipality's own. A case names its own.")
def place(what: str, reason: str, council: str | None) -> None:
    """Hold a case (its number), whoever calls from a telephone number, or a contact (the council's id of it)."""
    given = parts()
    by = signed(given)
    tenant = council or given.site.tenant
    with given.database.transaction() as session:
        contact = session.scalar(select(Contact).where(Contact.tenant == tenant, Contact.external_id == what))
        if case_numbers.has_form(what):
            found = hold_case(session, find_case(session, what), reason, by)
        elif contact is not None:
            found = hold_contact(session, contact, reason, by)
        else:
            found = hold_number(session, tenant, telephone(what), reason, by)
    click.echo(f"Held. To lift it: ivr hold lift {found.id}")


@hold.command("lift")
@click.argument("hold_id", metavar="HOLD", type=click.UUID)
@REASON
def lift(hold_id: UUID, reason: str) -> None:
    """Let the purge find again what HOLD held."""
    with parts().database.transaction() as session:
        lift_hold(session, hold_id, reason, signed(parts()))
    click.echo("Lifted.")


@hold.command("list")
@click.option("--all", "lifted", is_flag=True, help="Also those that were lifted.")
@AS_JSON
def listed(lifted: bool, as_json: bool) -> None:
    """The holds that stand, the newest first."""
    with parts().database.transaction() as session:
        rows = [row_of(each, session.get(Case, each.case_id) if each.case_id else None) for each in
                holds(session, lifted=lifted)]  # fmt: skip
    if as_json:
        print_lines(rows)
        return
    for row in rows:
        of = row["case"] or row["number"] or f"contact {row['contact']}"
        state = f"lifted by {row['lifted_by']}" if row["lifted_at"] else f"since {row['placed_at']:%Y-%m-%d}"
        click.echo(f"{row['id']}  {row['tenant']:20} {of:18} {state} by {row['placed_by']}: {row['reason']}")


def row_of(each: Any, case: Case | None) -> dict[str, Any]:
    return {
        "id": each.id,
        "tenant": each.tenant,
        "case": case_numbers.written(case.number) if case else None,
        "number": each.e164,
        "contact": each.contact_id,
        "reason": each.reason,
        "placed_by": each.placed_by,
        "placed_at": each.placed_at,
        "lifted_at": each.lifted_at,
        "lifted_by": each.lifted_by,
    }


def telephone(what: str) -> str:
    """Raises NotFound for what is no telephone number either."""
    number = any_number(what, parts().site)
    if not number.startswith("+"):
        raise NotFound(f"{what} is no case, no contact and no telephone number of this council.")
    return number
