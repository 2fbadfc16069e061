"""What the telephony asks of the municipality (`ivr.domain.Domain`), answered from site, rules and tables."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from afterhours import handlers
from afterhours.library import Library
from afterhours.opening import opening
from afterhours.resolvers import RESOLVERS, Live
from afterhours.services.calls.case_numbers import CaseNumbers
from afterhours.services.calls.close_case import closed
from afterhours.services.casework import find_case
from afterhours.services.duty.live_hours import SwitchBoard
from afterhours.services.emergencies.pages import leg_facts
from afterhours.services.queue.entering import hung_up
from afterhours.services.queue.offered import offer_leg
from afterhours.services.recordings import note as note_recordings
from afterhours.site import Site
from ivr.domain import CallerFacts, Context, LegFacts, Opening
from ivr.engine.asks import Ask, GroupOpen, IsOpen, QueuePlace
from ivr.engine.effects import Effect
from ivr.engine.model import Book
from ivr.engine.visit import Resolve
from ivr.errors import Refused
from ivr.snapshot import Snapshot
from ivr.store.calls import CallWork, Ending, Write
from ivr.twiml.forms import RecordingReport, TranscriptReport
from ivr.voices import is_transcribed


class Municipality:
    """One for each process. `snapshot` gives what is on this machine's disk; `playable` where a recording is heard,
    `code` the digits that open an offer's story, `music` where that of a group is."""

    def __init__(
        self,
        library: Library,
        snapshot: Callable[[], Snapshot],
        playable: Callable[[UUID], str],
        code: Callable[[UUID], str],
        music: Callable[[str], str],
    ) -> None:
        self._library = library
        self._snapshot = snapshot
        self._playable, self._code, self._music = playable, code, music
        self._numbers = CaseNumbers()
        self._switches = SwitchBoard()

    def book(self, revision: int) -> Book:
        return self._library.site(revision).book

    def opening(self, work: CallWork, to_raw: str, now: datetime, revision: int) -> Opening:
        return opening(self._switches.site(work.session, self._library.site(revision), now), to_raw, now)

    def resolve(self, context: Context) -> Resolve:
        """Opening hours and people are the newest ones, also for a call that keeps older steps and words."""

        def answer(ask: Ask) -> Any:
            site = self._live(context)
            if isinstance(ask, IsOpen | GroupOpen | QueuePlace):
                site = self._switches.site(context.work.session, site, context.now)
            return RESOLVERS[type(ask)](ask, context, Live(site, self._playable, self._code, self._music))

        return answer

    def _live(self, context: Context) -> Site:
        return self._library.site(context.call.newest_revision or context.revision)

    def caller_facts(self, work: CallWork, tenant: str, caller: str, revision: int) -> CallerFacts:
        """A relay service's number says nothing about whoever speaks through it, and is nobody's to block."""
        council = self._library.site(revision).councils.get(tenant)
        if council is not None and caller in council.relay_numbers:
            return {"relay": True}
        return find_case.caller_facts(work, tenant, caller)

    def leg(self, work: CallWork, leg_id: UUID) -> LegFacts:
        """Of an offer, or of a person on duty who is called."""
        return offer_leg(work.session, leg_id) or leg_facts(work, leg_id)

    def case_number(self, work: CallWork, call_id: UUID | None) -> str:
        known = find_case.case_for_call(work, call_id) if call_id else None
        return known or self._numbers.next(work)

    def fallback_numbers(self, line: str) -> tuple[str, ...]:
        return self._snapshot().named(line).numbers

    def writes(self, effects: Sequence[Effect], context: Context) -> Sequence[Write]:
        tapes = note_recordings.left(effects, context, transcribed=self._is_transcribed(context))
        return (*handlers.writes(effects, context, self._live(context)), *tapes)

    def closing(self, context: Context, ending: Ending | None) -> Sequence[Write]:
        case = closed(context.work, context.call.id, ending)
        return (*case, hung_up(ending.at if ending else None)) if case else ()

    def recorded(self, report: RecordingReport, context: Context) -> Sequence[Write]:
        wanted = not report.talk and self._is_transcribed(context)
        tape = note_recordings.reported(report, context, transcribed=wanted)
        return (*handlers.recorded(report), *tape)

    def transcribed(self, report: TranscriptReport, context: Context) -> Sequence[Write]:
        return note_recordings.written(report, context)

    def _is_transcribed(self, context: Context) -> bool:
        """Whether the provider writes down what is said: in the call's language, and where its council wants it."""
        try:
            line = self.book(context.revision).lines[context.call.line]
        except (Refused, KeyError):
            return False
        voice = line.languages.get(context.call.language or next(iter(line.languages), ""))
        return line.transcripts and voice is not None and is_transcribed(voice.locale)
