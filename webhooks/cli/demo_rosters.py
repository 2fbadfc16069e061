"""What has been entered into the rosters of the demonstration: a swap, and a week for which nobody was found yet."""

import csv
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from afterhours.models import RosterException
from afterhours.rules.rosters.duty import Shift, by_people, shifts
from afterhours.rules.rosters.model import Kind
from afterhours.services.duty.enter_exception import Wish, enter_exception
from afterhours.services.duty.live_rosters import live_duty
from afterhours.services.signing import Signed
from afterhours.site import Site

FILE = "exceptions.csv"
AHEAD = timedelta(weeks=26)


def enter_demo(session: Session, site: Site, folder: Path, now: datetime, real_now: datetime) -> str:
    """Enters the rows of demo/exceptions.csv, unless something has been entered before; what to tell of it.

    `shift` counts from the one that runs. Raises Refused for a row that cannot be entered.
    """
    file = folder / FILE
    if not file.exists() or session.scalar(select(func.count()).select_from(RosterException)):
        return f"{FILE}: unchanged."
    with file.open(encoding="utf-8", newline="") as rows:
        listed = list(csv.DictReader(rows))
    for row in listed:
        shift = shift_of(session, site, row, now)
        enter_exception(session, site, wish_of(row, shift), Signed("demonstration", now, real_now))
    return f"{FILE}: {len(listed)} added."


def shift_of(session: Session, site: Site, row: dict[str, str], now: datetime) -> Shift:
    duty = live_duty(session, site, row["roster"], row["duty"], now)
    taken = (each for each in by_people(shifts(duty, now, now + AHEAD)) if each.people)
    return next(islice(taken, int(row["shift"]) - 1, None))


def wish_of(row: dict[str, str], shift: Shift) -> Wish:
    came = (row["comes"],) if row["comes"] else ()
    kind: Kind = "replace" if came else "remove"
    return Wish(row["roster"], row["duty"], kind, shift.start, shift.end, came, shift.people, row["reason"])
