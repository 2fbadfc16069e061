"""PINs of people on duty: by which the telephone and texts know that it is really them.

Kept as argon2id, and locked for a while after some wrong ones: a PIN is short, and anybody may claim a number.
"""

import re
from datetime import datetime, timedelta

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from afterhours.models import Person, PersonPin
from afterhours.services.people.hashes import hashed, matches
from ivr.errors import Refused

LEAST, MOST = 4, 8
MOST_WRONG, LOCKED_FOR = 5, timedelta(minutes=15)
INVENTED = "3110"
"""The PIN of everybody in the demonstration, where nobody is real."""
ROWS = ("01234567890", "9876543210")

TRY = text("""
update person_pin set wrong = case when locked_until is null then wrong + 1 else 1 end,
  locked_until = case when locked_until is null and wrong + 1 >= :most then cast(:until as timestamptz) end
where person_id = :person and (locked_until is null or locked_until <= :now) returning pin_hash
""")
RIGHT = text("update person_pin set wrong = 0, locked_until = null where person_id = :person")


def set_pin(session: Session, person: Person, pin: str, now: datetime) -> None:
    """A new PIN; a lock is taken off. Raises Refused for one that is no PIN, or the first that anybody would try.

    Takes the old one out and puts the new one in, because the desk may do that and not more.
    """
    refuse_weak(pin)
    session.execute(delete(PersonPin).where(PersonPin.person_id == person.id))
    session.add(PersonPin(person_id=person.id, tenant=person.tenant, pin_hash=hashed(pin), set_at=now))
    session.flush()


def refuse_weak(pin: str) -> None:
    """Raises Refused with what to do."""
    if not re.fullmatch(rf"[0-9]{{{LEAST},{MOST}}}", pin):
        raise Refused(f"A PIN is {LEAST} to {MOST} digits, because it is entered on a telephone.")
    if len(set(pin)) == 1 or any(pin in row for row in ROWS):
        raise Refused("This PIN is too easy to guess: use digits that are neither all the same nor in a row.")


def right_pin(session: Session, person: Person, pin: str, now: datetime) -> bool:
    """Whether it is this person's PIN. After 5 wrong ones every answer is False for 15 minutes.

    A try is counted before it is looked at, so that many at once are not more than one after the other. The transaction
    must be committed also after a wrong one, or it would not be counted.
    """
    given = {"person": person.id, "now": now, "most": MOST_WRONG, "until": now + LOCKED_FOR}
    kept = session.scalar(TRY, given)
    right = matches(kept, pin)
    if right:
        session.execute(RIGHT, given)
    return right
