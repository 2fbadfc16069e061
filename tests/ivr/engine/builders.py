"""Small books, and a conversation that writes the call's state out and reads it back between every two turns."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

from ivr.engine.asks import (
    Ask,
    CaseFact,
    EmergencyStanding,
    FindCase,
    GroupFact,
    GroupOpen,
    IsOpen,
    KnownAlready,
    NumbersOf,
    Offer,
    OfferFact,
    Page,
    PageFact,
    Pages,
    PlaceFact,
    QueuePlace,
    RightNumber,
    RightPin,
    Standing,
    Today,
    ToRing,
)
from ivr.engine.built_in import PAGED
from ivr.engine.effects import Effect
from ivr.engine.inputs import Called, Input, Pressed, Recorded, RingEnded, RingResult, Said, Silent
from ivr.engine.model import Book, Defaults, Flow, Line, Question, QuestionKind, RequestKind, Step, Voice
from ivr.engine.nodes.end import End
from ivr.engine.nodes.record import Record
from ivr.engine.nodes.say import Say
from ivr.engine.outputs import Closing, GoOn, HangUp, Listen, RingOut, TakeRecording, Talk
from ivr.engine.state import Facts, State
from ivr.engine.step import begin, begin_leg, turn
from ivr.engine.turnout import Turnout
from ivr.engine.visit import JourneyEvent

ENGLISH = {"en": Voice("en-CA", "Polly.Joanna-Neural")}
BRITISH = {"en": Voice("en-GB", "Polly.Amy-Neural")}
BOTH = {**ENGLISH, "fr": Voice("fr-CA", "Polly.Gabrielle-Neural")}

CALLER = "+15195550123"
ANN, ANN_HOME = "+15195550101", "+15195550102"
NOTICE = {"en": "This call is recorded.", "fr": "Cet appel est enregistré."}

PAGING = Standing(emergency="e-1", state="open")
UNPAGED = Standing(
    emergency="e-1", state="open", paging=False, to_ring=(ToRing("ann", ANN, 25), ToRing("ann", ANN_HOME, 25))
)
ACCEPTED = replace(PAGING, state="accepted", accepted_by="ann", room="emergency-1")
"""While people are paged, and while no scheduler lives and the call itself rings them; then somebody has it."""

IN_LINE = PlaceFact(state="waiting", ahead=3, expected=350)
UNDISPATCHED = PlaceFact(
    state="waiting", dispatching=False, to_ring=(ToRing("desk", ANN, 20), ToRing("bo", ANN_HOME, 20))
)
JOINED = PlaceFact(state="joined", room="talk-1")
"""In the line of a group of agents; while no scheduler lives; then somebody has accepted."""

GOODBYE = End(name="goodbye", end={"en": "Goodbye.", "fr": "Au revoir."})
PERSON = Record(name="person", record={"en": "Tell us.", "fr": "Dites-nous."}, next="goodbye")
"""Where flows of these tests lead when they need a way out."""


def a_line(**changes: Any) -> Line:
    line = Line(
        name="main",
        number="+15195550100",
        tenant="county",
        tenant_name="Long Point County",
        flow="main",
        languages=ENGLISH,
        emergency_number="9 1 1",
        country="CA",
        zone="America/Toronto",
        fallback_person="duty_manager",
        recording_notice=NOTICE,
    )
    return replace(line, **changes)


def a_flow(*steps: Step, name: str = "main", everywhere: Mapping[str, str] | None = None, **defaults: Any) -> Flow:
    """Begins with the first step. `person` and `goodbye` are always there; `person` is the way out unless said."""
    ways = {"after_last_try": "person", "on_error": "person", **defaults}
    everything = {step.name: step for step in (PERSON, GOODBYE, *steps)}
    return Flow(name, steps[0].name, Defaults(**ways), everywhere or {}, everything)


def a_book(*flows: Flow, requests: tuple[RequestKind, ...] = (), line: Line | None = None) -> Book:
    line = line or a_line()
    return Book({flow.name: flow for flow in flows}, {request.name: request for request in requests}, {line.name: line})


def a_request(*questions: Question, name: str = "water", emergency: str | None = None) -> RequestKind:
    title = {"en": "Burst water pipe", "fr": "Conduite d'eau brisée"}
    return RequestKind(name=name, title=title, questions=questions, emergency=emergency)


def a_question(name: str, kind: QuestionKind, **more: Any) -> Question:
    return Question(name=name, kind=kind, ask={"en": f"{name}?", "fr": f"{name} ?"}, **more)


def say(name: str, **more: Any) -> Say:
    return Say(name=name, say={"en": f"{name}."}, **{"end": "", **more} if "next" not in more else more)


@dataclass
class World:
    """What `resolve` is told to answer. An exception stands for a resolver that raises it."""

    open: Mapping[str, bool] = field(default_factory=dict)
    today: date = date(2026, 12, 26)
    cases: Mapping[str, CaseFact] = field(default_factory=dict)
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    standing: Standing | None = None
    known: str | None = None
    group: GroupFact = field(default_factory=lambda: GroupFact(state="open"))
    place: PlaceFact | None = None
    offer: OfferFact | None = None
    numbers: Mapping[str, str] = field(default_factory=lambda: {"5195550177": "+15195550177", CALLER: CALLER})
    pages: tuple[PageFact, ...] = ()
    pin: str = "2468"
    fails: Exception | None = None

    def passes(self, seconds: int) -> None:
        """Time goes by for whoever waits."""
        if self.standing:
            self.standing = replace(self.standing, waited=self.standing.waited + seconds)
        if self.place:
            self.place = replace(self.place, waited=self.place.waited + seconds)
        if self.offer:
            self.offer = replace(self.offer, held=self.offer.held + seconds)

    def resolve(self, ask: Ask) -> Any:
        if self.fails:
            raise self.fails
        return ANSWERS[type(ask)](self, ask)


ANSWERS: Mapping[type, Callable[[World, Any], Any]] = {
    IsOpen: lambda world, ask: world.open[ask.hours],
    Today: lambda world, _: world.today,
    FindCase: lambda world, ask: world.cases.get(ask.number),
    NumbersOf: lambda world, ask: world.people.get(ask.person, ()),
    EmergencyStanding: lambda world, _: world.standing,
    KnownAlready: lambda world, _: world.known,
    Pages: lambda world, _: tuple(each.emergency for each in world.pages),
    Page: lambda world, ask: next((each for each in world.pages if each.emergency == ask.emergency), None),
    RightPin: lambda world, ask: ask.digits == world.pin,
    GroupOpen: lambda world, _: world.group,
    QueuePlace: lambda world, _: world.place,
    Offer: lambda world, _: world.offer,
    RightNumber: lambda world, ask: world.numbers.get(ask.digits),
}


class Conversation:
    """A call under test: what the caller does, what was heard, what happened."""

    def __init__(self, book: Book, world: World | None = None, flow: str = "main", **facts: Any) -> None:
        self.book, self.world = book, world or World()
        known = {"line": "main", "tenant": "county", "channel": "voice", "case_number": "482719360", "caller": CALLER}
        self.journey: list[JourneyEvent] = []
        self.effects: list[Effect] = []
        self.transcript: list[str] = []
        self._take(self.begun(Facts(**{**known, **facts}), flow))

    def begun(self, facts: Facts, flow: str) -> Turnout:
        return begin(self.book, facts, flow, self.world.resolve)

    def presses(self, keys: str) -> Self:
        return self.gives(Pressed(keys), f"presses {keys}")

    def says(self, text: str) -> Self:
        return self.gives(Said(text), f"says {text!r}")

    def waits(self) -> Self:
        return self.gives(Silent(), "waits")

    def records(self, seconds: int, recording: str = "RE1", *, hung_up: bool = False) -> Self:
        leaving = " and hangs up" if hung_up else ""
        return self.gives(Recorded(recording, seconds, hung_up=hung_up), f"speaks for {seconds} s{leaving}")

    def goes_on(self) -> Self:
        """The turn that follows at once."""
        assert self.closing == GoOn(), self.closing
        return self.gives(Silent(), "goes on")

    def is_called(self) -> Self:
        """The program calls the live call, because something has happened."""
        return self.gives(Called(), "is called")

    def rang(self, result: RingResult, seconds: int = 0) -> Self:
        return self.gives(RingEnded(result, seconds), f"rang: {result}")

    def gives(self, given: Input, told: str = "") -> Self:
        self.transcript.append(f"> {told or given}")
        read_back = State.from_json(json.loads(json.dumps(self.state.as_json())))
        self._take(turn(self.book, read_back, given, self.world.resolve))
        return self

    def _take(self, turnout: Turnout) -> None:
        self.turnout, self.state = turnout, turnout.state
        self.journey += turnout.journey
        self.effects += turnout.effects
        self.transcript += [f"{each.language}: {each.text}" for each in turnout.answer.speeches]
        self.transcript.append(f"[{told(turnout.answer.closing)}]")

    @property
    def heard(self) -> list[str]:
        """The texts of the last turn."""
        return [each.text for each in self.turnout.answer.speeches]

    @property
    def voices(self) -> list[str]:
        """The languages of the last turn."""
        return [each.language for each in self.turnout.answer.speeches]

    @property
    def closing(self) -> Closing:
        return self.turnout.answer.closing

    @property
    def listening(self) -> Listen:
        assert isinstance(self.closing, Listen)
        return self.closing

    @property
    def ringing(self) -> RingOut:
        assert isinstance(self.closing, RingOut)
        return self.closing

    @property
    def is_recording(self) -> bool:
        return isinstance(self.closing, TakeRecording)

    @property
    def is_over(self) -> bool:
        return self.closing == HangUp()

    @property
    def at(self) -> str:
        """The step the caller is in."""
        return self.state.step

    def events(self, kind: str) -> list[Mapping[str, Any]]:
        """The data of every journey event of this kind."""
        return [event.data for event in self.journey if event.kind == kind]

    def wishes(self, kind: type[Effect]) -> list[Any]:
        return [effect for effect in self.effects if isinstance(effect, kind)]


class Leg(Conversation):
    """A call to somebody who was rung: a person on duty, or with `flow` an agent."""

    def __init__(self, world: World, line: Line | None = None, language: str = "en", flow: str = PAGED) -> None:
        self.language = language
        super().__init__(a_book(a_flow(GOODBYE), line=line), world, flow)

    def begun(self, facts: Facts, flow: str) -> Turnout:
        return begin_leg(self.book, facts, flow, self.language, self.world.resolve)


def told(closing: Closing) -> str:
    """A closing in one line, for transcripts."""
    match closing:
        case Listen(wait, at_most, finish, speech, language, _):
            keys = f"{at_most or 'any'} keys{f' until {finish}' if finish else ''}"
            return f"listens {wait} s in {language} for {keys}{' or words' if speech else ''}"
        case TakeRecording(at_most, silence, finish, _):
            return f"records {at_most} s, until {silence} s of silence or {finish}"
        case RingOut(number, seconds):
            return f"rings {number} for {seconds} s"
        case Talk(room, _):
            return f"talks in {room}"
        case GoOn():
            return "goes on"
        case HangUp():
            return "hangs up"
