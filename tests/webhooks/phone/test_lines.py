"""The lines of a transcript as the page shows them."""

import pytest
from flask import Flask
from flask_babel import Babel

from webhooks.phone.lines import lines_of

ANN = "+15195550160"
TOLD = {
    "with somebody who is known": (f"joined with {ANN}", "Talking with Ann Vandermeer"),
    "with the caller": ("joined with +15195550123", "Talking with the caller"),
    "with a caller who withholds the number": ("joined with anonymous", "Talking with the caller"),
    "and no longer": (f"parted from {ANN}", "No longer with Ann Vandermeer"),
}


@pytest.mark.parametrize(("what", "told"), TOLD.values(), ids=TOLD.keys())
def test_who_is_put_together_with_whom_is_told_by_name(what: str, told: str) -> None:
    app = Flask("test")
    Babel(app)
    spoken = {"who": "line", "what": "joined with nobody"}
    with app.test_request_context():
        lines = lines_of([spoken, {"who": "network", "what": what}], {ANN: "Ann Vandermeer"})
    assert [line["what"] for line in lines] == ["joined with nobody", told]
