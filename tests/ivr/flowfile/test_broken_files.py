"""Whatever is done to a file, the loader raises nothing, tells of it in a line that exists, and takes no long time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.flowfile.decoding import MOST_BYTES
from ivr.flowfile.faults import Faults
from ivr.flowfile.loading import load_flows
from ivr.flowfile.reading import read
from tests.ivr.flowfile.county import DAY, names
from tests.support.work import work

BITS = [
    *"\"':{}[],#&*!|>-?@`%\t\n \u00a0“”~<=0aé\x00\\",
    "\n  ",
    "\n    - ",
    "next: ",
    "---\n",
    "\r",
    "\ufeff",
    "<<: ",
    "? ",
]


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """The day flow after a few slips of the hand."""
    text = DAY
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        taken = draw(st.integers(0, 12))
        text = text[:at] + draw(st.sampled_from(["", *BITS])) + text[at + taken :]
    return text


@given(damaged())
def test_a_damaged_flow_raises_nothing_and_its_faults_are_in_lines_that_exist(text: str) -> None:
    _, _, faults = load_flows({"day.yaml": text.encode()}, names())
    last = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")) + 1
    assert all(1 <= each.place.line <= last for each in faults)


@given(st.binary(max_size=300))
def test_any_bytes_at_all_raise_nothing(data: bytes) -> None:
    load_flows({"day.yaml": data}, names())


@given(damaged())
def test_a_flow_that_is_lost_is_always_explained(text: str) -> None:
    flows, _, faults = load_flows({"day.yaml": text.encode()}, names())
    assert flows or faults.refusing


BOMBS = {
    "brackets": "[" * 900_000,
    "braces": "{" * 900_000,
    "dashes": "- " * 450_000,
    "questions": "? " * 450_000,
    "tabs": "\ta: b\n" * 20_000,
    "control characters": "\x07" * 900_000,
    "one quote": "a: '" + "x\n" * 20_000,
    "levels": "".join(" " * level + "k:\n" for level in range(1_000)),
    "aliases": "a: &x [b]\n" + "c: [*x, *x, *x]\n" * 9_000,
}


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_file_twice_as_bad_is_no_more_than_twice_the_work(text: str) -> None:
    assert len(text) <= MOST_BYTES
    faults = Faults()
    whole = work(lambda: read(text.encode(), "bomb.yaml", faults))
    half = work(lambda: read(text[: len(text) // 2].encode(), "bomb.yaml", Faults()))
    assert faults.refusing
    assert whole < 2.5 * half + 1_000
