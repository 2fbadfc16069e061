"""How long five hundred steps of YAML take, from bytes to a flow that can lead calls, and with every check."""

from statistics import median
from time import perf_counter

from ivr.flowfile.loading import load_flows

STEPS, TIMES = 500, 7
HEAD = """flow: long
start: s0
defaults: {tries: 3, wait: 6s, after_last_try: last, on_error: last}
everywhere: {"0": last, "*": repeat}
steps:
"""
SAY = """  s{n}:
    say:
      en: This is sentence {n} of a long flow. It says where the office is.
      fr: Voici la phrase {n} d'un long parcours. Elle dit où se trouve le bureau.
    next: {after}
"""
ASK = """  s{n}:
    ask:
      en: What are you calling about?
      fr: Quel est le motif de votre appel?
    keys:
      "1": {{for: {{en: a pothole, fr: un nid-de-poule}}, go: {after}}}
      "2": {{for: {{en: a street light, fr: un lampadaire}}, go: {after}}}
"""
LAST = """  last:
    say: {en: Goodbye., fr: Au revoir.}
    end: true
"""


def five_hundred() -> bytes:
    """A flow of 500 steps in two languages; every fourth is a menu."""
    names = [*(f"s{n}" for n in range(STEPS - 1)), "last"]
    steps = ((SAY if n % 4 else ASK).format(n=n, after=names[n + 1]) for n in range(STEPS - 1))
    return (HEAD + "".join(steps) + LAST).encode()


def milliseconds(*, check: bool) -> float:
    """The middle one of seven times. `check` as at a release; a revision that serves was checked then."""
    text = five_hundred()
    return median(once(text, check=check) for _ in range(TIMES)) * 1000


def once(text: bytes, *, check: bool) -> float:
    before = perf_counter()
    flows, _, faults = load_flows({"long.yaml": text}, check=check)
    taken = perf_counter() - before
    if len(flows["long"].steps) != STEPS:
        raise SystemExit(f"The flow of the bench is refused:\n{faults}")
    return taken
