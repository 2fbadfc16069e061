"""`ivr lines`: the telephone lines that are in force."""

from typing import Any

import click

from afterhours.opening import opening
from afterhours.services.duty.live_hours import held, live_site
from webhooks.cli.choosing import AS_JSON
from webhooks.cli.context import parts
from webhooks.cli.output import print_lines


@click.command()
@AS_JSON
def lines(as_json: bool) -> None:
    """The lines: number, council, flow, languages, and whether they are open now; how staff call them."""
    rows = rows_now()
    if as_json:
        print_lines(rows)
        return
    for row in rows:
        state = {True: "open", False: "closed", None: "always"}[row["open_now"]]
        spoken = ", ".join(row["languages"])
        title = next(iter(row["title"].values()), "")
        told = f"{row['number']:16} {row['line']:20} {row['tenant']:20} {state:7} {row['flow']:20} {spoken:8} {title}"
        click.echo(told.rstrip())


def rows_now() -> list[dict[str, Any]]:
    """One mapping a line. `title` is words by language, empty where site.yaml has none.

    `open_now` is None where a line keeps no hours; `flow` is the one that would answer now.
    """
    now = parts().clock.now()
    with parts().database.transaction() as session:
        site = live_site(held(session), parts().site)
    rows = []
    for line in site.book.lines.values():
        here = opening(site, line.number, now)
        rows.append(
            {
                "number": line.number,
                "line": line.name,
                "title": dict(line.title),
                "tenant": line.tenant,
                "flow": here.flow,
                "languages": list(line.languages),
                "open_now": here.in_hours,
            }
        )
    return rows
