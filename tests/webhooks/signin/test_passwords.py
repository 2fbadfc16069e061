"""Passwords: what is refused as a new one, and new ones that are drawn."""

import pytest

from ivr.errors import Refused
from webhooks.signin.passwords import generated, refuse_weak


@pytest.mark.parametrize(
    "password", ["short", "aaaaaaaaaaaaaaaa", "ann@example.org!", "x" * 300], ids=lambda text: text[:20]
)
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(Refused):
        refuse_weak(password, "ann@example.org")


def test_generated_passwords_are_accepted_and_differ() -> None:
    made = {generated() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        refuse_weak(password, "ann")
