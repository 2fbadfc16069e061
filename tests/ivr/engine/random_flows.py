"""Random small books and random inputs. Valid as `ivr check` understands it, or with a broken name or date in them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from ivr.engine.asks import CaseFact, GroupFact
from ivr.engine.inputs import Arrived, Input, Pressed, Recorded, RingEnded, Said, Silent
from ivr.engine.model import Book, Defaults, Flow, Question, RequestKind, Span, Step, Voice
from ivr.engine.nodes.agent import Agent
from ivr.engine.nodes.ask import Ask, Choice
from ivr.engine.nodes.case import Case
from ivr.engine.nodes.choose import Choose, Condition
from ivr.engine.nodes.collect import Collect
from ivr.engine.nodes.do import Do
from ivr.engine.nodes.end import End
from ivr.engine.nodes.go import Go
from ivr.engine.nodes.language import Language
from ivr.engine.nodes.lookup import Lookup
from ivr.engine.nodes.queue import Queue
from ivr.engine.nodes.record import Record
from ivr.engine.nodes.report import Report
from ivr.engine.nodes.ring import Callee, Ring
from ivr.engine.nodes.say import Say
from ivr.engine.nodes.status import Status
from tests.ivr.engine.builders import (
    ACCEPTED,
    ANN,
    ANN_HOME,
    BOTH,
    BRITISH,
    ENGLISH,
    IN_LINE,
    JOINED,
    PAGING,
    UNDISPATCHED,
    UNPAGED,
    World,
    a_line,
)

FLOWS = ("main", "second", "third")
STEPS = tuple(f"step_{at}" for at in range(6))
NAMES = ("one", "two")
REQUESTS = ("water", "dog", "noise")

WORDS = st.sampled_from([
    {"en": "Hello {case.number}.", "fr": "Bonjour {caller.number}."}, {"en": "Hello."}, {"fr": "{what}"},
])  # fmt: skip
KEYS = st.sampled_from(["0", "1", "2", "3", "*", "#", "9", "12", "4827"])
INPUTS: st.SearchStrategy[Input] = st.one_of(
    st.builds(Pressed, KEYS | st.just("")),
    st.builds(Said, st.sampled_from(["water", "1", "twelve Main Street", "", "de l'eau", "{case.number}", "0"])),
    st.just(Silent()),
    st.just(Arrived()),
    st.builds(Recorded, st.just("RE1"), st.integers(0, 9), st.just(""), st.booleans()),
    st.builds(RingEnded, st.sampled_from(["talked", "no_answer", "busy", "failed", "declined"]), st.integers(0, 60)),
)
HELD = (replace(JOINED, room=None), replace(JOINED, room=None, state="held"))
"""Somebody has accepted, and does not come: this is waited for longest."""
SHORT = replace(IN_LINE, longest_wait=120)
PLACES = (
    None,
    SHORT,
    UNDISPATCHED,
    JOINED,
    replace(JOINED, room=None, state="over"),
    *(replace(SHORT, state=state) for state in ("nobody", "offered", "closed")),
    replace(SHORT, staffed=False),
    replace(SHORT, ahead=None, expected=None, music="https://county.example/quiet.wav"),
)
WORLDS = st.builds(
    World,
    open=st.fixed_dictionaries({"town_hall": st.booleans()}),
    today=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    cases=st.sampled_from([{}, {"4827": CaseFact("482719360", "open", date(2026, 5, 1))}]),
    people=st.sampled_from([{}, {"ann": (ANN,)}, {"ann": (ANN, ANN_HOME)}]),
    standing=st.sampled_from([None, PAGING, UNPAGED, ACCEPTED, replace(ACCEPTED, room=None, talked=90)]),
    known=st.sampled_from([None, "e-9"]),
    group=st.builds(GroupFact, state=st.sampled_from(["open", "closed", "full"])),
    place=st.sampled_from(PLACES),
)
CONDITIONS = st.sampled_from([
    ("hours", "town_hall", ""), ("hours", "town_hall", "closed"), ("language", "fr", ""), ("channel", "text", ""),
    ("caller", "withheld", ""), ("open_case", "yes", ""), ("answer", "one", "1"),
    ("dates", "2026-12-24..2027-01-01", ""),
])  # fmt: skip
BROKEN_CONDITIONS = st.sampled_from([("hours", "library", ""), ("dates", "tomorrow", ""), ("moon", "full", "")])

Fields = Mapping[str, st.SearchStrategy[Any]]


def choices(target: st.SearchStrategy[str]) -> st.SearchStrategy[Choice]:
    hears = st.sampled_from([{}, {"en": ("water",), "fr": ("eau",)}])
    return st.builds(Choice, what=WORDS, hears=hears, go=target)


def conditions(target: st.SearchStrategy[str], broken: bool) -> st.SearchStrategy[Condition]:
    named = CONDITIONS | BROKEN_CONDITIONS if broken else CONDITIONS
    return st.builds(lambda of, go: Condition(subject=of[0], value=of[1], equals=of[2], go=go), named, target)


def verbs(target: st.SearchStrategy[str], broken: bool) -> Mapping[type[Step], Fields]:
    """What each verb is made of; `target` makes the names of steps and flows."""
    way = st.none() | target
    tries = st.none() | st.integers(1, 3)
    manners = {"tries": tries, "silent": way, "wrong": way, "after_last_try": way}
    name = st.sampled_from(NAMES)
    return {
        Say: {"say": WORDS, "next": target},
        Ask: {"ask": WORDS, "keys": st.dictionaries(KEYS, choices(target), min_size=1, max_size=3), **manners},
        Collect: {
            "collect": WORDS, "into": name, "digits": st.none() | st.just(Span(1, 4)), "speech": st.booleans(),
            "confirm": st.booleans(), "secret": st.booleans(), "next": target, **manners,
        },
        Record: {"record": WORDS, "next": target, "empty": way},
        Report: {"report": st.sampled_from(REQUESTS), "next": target, "nobody": target},
        Choose: {
            "choose": st.lists(conditions(target, broken), min_size=1, max_size=3).map(tuple), "otherwise": target
        },
        Lookup: {
            "lookup": st.sampled_from(["caller", "case"]), "number": name, "found": target, "several": way,
            "none": target,
        },
        Case: {"case": st.just({"subject": "{one} {two}"}), "next": target},
        Status: {"status": name, "next": target, "not_found": target},
        Ring: {
            "ring": st.sampled_from([Callee(person="ann"), Callee(number=ANN)]), "next": target, "nobody": target,
            "failed": way,
        },
        Agent: {"agent": name, "next": target, "nobody": way, "closed": way},
        Queue: {
            "queue": name, "next": target, "callback": way, "gave_up": way, "full": way, "closed": way,
        },
        Language: {"language": st.sampled_from(["offer", "en", "fr"]), "next": target},
        Do: {"do": st.sampled_from(FLOWS), "ends": st.dictionaries(name, target), "next": target},
        Go: {"go": target},
        End: {"end": WORDS, "named": st.just("") | name},
    }  # fmt: skip


@st.composite
def flows(draw: st.DrawFn, name: str, broken: bool) -> Flow:
    target = st.sampled_from([*STEPS, *STEPS, *FLOWS, *(["nowhere"] if broken else [])])
    made = verbs(target, broken)
    steps = {}
    for step in STEPS:
        verb = draw(st.sampled_from(list(made)))
        steps[step] = verb(name=step, **draw(st.fixed_dictionaries(dict(made[verb]))))
    on_error = draw(st.none() | target if broken else target)
    everywhere = draw(st.dictionaries(st.sampled_from(["0", "*", "9"]), target | st.just("repeat"), max_size=2))
    return Flow(name, STEPS[0], Defaults(tries=2, after_last_try=draw(target), on_error=on_error), everywhere, steps)


@st.composite
def books(draw: st.DrawFn, broken: bool = False) -> Book:
    made = {name: draw(flows(name, broken)) for name in FLOWS}
    languages: dict[str, Voice] = draw(st.sampled_from([ENGLISH, BRITISH, BOTH]))
    requests = {name: draw(request_kinds(name)) for name in REQUESTS}
    return Book(made, requests, {"main": a_line(languages=languages)})


@st.composite
def request_kinds(draw: st.DrawFn, name: str) -> RequestKind:
    kinds = st.sampled_from(["text", "address", "number", "yes_no", "choice", "phone"])
    questions = []
    for at, kind in enumerate(draw(st.lists(kinds, max_size=3))):
        offered = {"1": {"en": "a"}, "2": {"fr": "b"}} if kind == "choice" else {}
        questions.append(Question(name=f"q{at}", kind=kind, ask=draw(WORDS), choices=offered))  # type: ignore[arg-type]
    emergency = draw(st.none() | st.just("water"))
    return RequestKind(name=name, title={"en": name}, questions=tuple(questions), emergency=emergency)
