"""`make bench`: measures, and prints the table or (`--json`) one object. Exit code 0, whatever was found."""

import json

import click

from bench.measuring import measure
from bench.report import as_object, as_table
from bench.windows import Plan

QUICK = Plan(windows=3, seconds=0.5, calls=20_000, emergencies=12)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one object.")
@click.option("--windows", default=Plan().windows, show_default=True, help="How often each load is measured.")
@click.option("--seconds", default=Plan().seconds, show_default=True, help="Length of one measurement.")
@click.option("--calls", default=Plan().calls, show_default=True, help="Calls in the full tables.")
@click.option("--emergencies", default=Plan().emergencies, show_default=True, help="Emergencies raised by night.")
@click.option("--quick", is_flag=True, help="Short windows and small tables: only to see that it works.")
def main(as_json: bool, windows: int, seconds: float, calls: int, emergencies: int, quick: bool) -> None:
    """A turn of a call beside a bare Flask route and beside the database's own rate, in interleaved windows; and how
    soon somebody is rung for an emergency."""
    plan = QUICK if quick else Plan(windows=windows, seconds=seconds, calls=calls, emergencies=emergencies)
    found = measure(plan, lambda words: click.echo(words, err=True))
    click.echo(json.dumps(as_object(found)) if as_json else as_table(found))


if __name__ == "__main__":
    main(prog_name="make bench")
