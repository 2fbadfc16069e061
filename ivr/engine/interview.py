"""Putting the questions of a kind of request, one after the other. No answer is ever a reason to lose the caller.

What is left unanswered is noted and the next question is put. A spoken answer that was not understood, or a key where
words were asked for, is recorded instead, so that a person can listen to it. A caller whose number is unknown is asked
once in the call where to ring back.
"""

from typing import Any

from ivr.engine import unhurried
from ivr.engine.effects import Answered
from ivr.engine.inputs import Input, Pressed, Recorded, Said, keyed
from ivr.engine.model import Question, RequestKind, Step
from ivr.engine.moves import Move, Wait
from ivr.engine.outputs import TakeRecording
from ivr.engine.questions import excuse, listen, manners_of
from ivr.engine.visit import CALLER_NUMBER, Visit

ANSWER_SECONDS = 60
ANSWER_SILENCE = 4
QUESTION_TRIES = 2
YES_NO = {"1": "yes", "2": "no"}
PHONE_DIGITS = range(7, 16)
"""A telephone number has at most 15 digits (ITU-T E.164), and local ones at least 7."""

SPOKEN = ("text", "address")
KEYED = ("yes_no", "choice")


def interview() -> dict[str, Any]:
    """The memory an interview begins with: which question, how many tries, whether it is being recorded."""
    return {"question": 0, "question_tries": 0, "recording": False}


def put_question(request: RequestKind, visit: Visit) -> Move | None:
    """The current question, or None when all were put."""
    question = _current(request, visit)
    if question is None:
        return None
    if visit.memory["recording"]:
        visit.say(visit.line.recording_notice)
        visit.say(question.ask)
        visit.say_sentence("after_tone")
        return Wait(TakeRecording(ANSWER_SECONDS, ANSWER_SILENCE, "#", visit.language))
    for language in visit.spoken_languages():
        _speak(visit, question, language)
    return _listen_for(visit, question)


def _current(request: RequestKind, visit: Visit) -> Question | None:
    asked = (*request.questions, *_number_question(visit))
    at = visit.memory["question"]
    return asked[at] if at < len(asked) else None


def _number_question(visit: Visit) -> tuple[Question, ...]:
    known = visit.state.facts.caller or visit.state.answers.get(CALLER_NUMBER)
    return () if known else (Question(name=CALLER_NUMBER, kind="phone", ask={}),)


def _speak(visit: Visit, question: Question, language: str) -> None:
    visit.say_in(language, question.ask)
    if question.name == CALLER_NUMBER and not question.ask:
        visit.say_sentence_in(language, "your_number")
    if question.kind == "yes_no":
        visit.say_sentence_in(language, "yes_no")
    for key, words in question.choices.items():
        visit.announce_key(language, words, key)


def _listen_for(visit: Visit, question: Question) -> Move:
    if question.kind in KEYED:
        longest = max((len(key) for key in question.choices), default=1)
        return listen(visit, at_most=longest, finish="" if longest == 1 else "#")
    return listen(visit, speech=question.kind in SPOKEN)


def own_answer_keys(request: RequestKind, visit: Visit) -> tuple[str, ...]:
    """The keys that answer the current question, and so are not `everywhere`'s."""
    question = _current(request, visit) if visit.memory.get("phase") == "questions" else None
    if question is None:
        return ()
    return tuple(YES_NO if question.kind == "yes_no" else question.choices)


def take_answer(step: Step, request: RequestKind, visit: Visit, given: Input) -> Move | None:
    """Take what was given for the current question and put the next one; None when all are through."""
    question = _current(request, visit)
    if question is None:
        return None
    answer = _understood(question, given)
    if answer is None and not _last_try(step, visit, question):
        _excuse(step, visit, question, given)
        return put_question(request, visit)
    visit.memory.update(question=visit.memory["question"] + 1, question_tries=0, recording=False)
    if answer is None:
        visit.note("unanswered", question=question.name)
    else:
        _keep(visit, question, answer, given)
    return put_question(request, visit)


def _understood(question: Question, given: Input) -> str | None:
    """The answer's value, or None when it is none. For a choice the value is its key."""
    if question.kind in SPOKEN:
        return _spoken(given)
    keys = keyed(given) or ""
    match question.kind:
        case "yes_no":
            return YES_NO.get(keys)
        case "choice":
            return keys if keys in question.choices else None
        case "phone":
            return keys if keys.isdecimal() and len(keys) in PHONE_DIGITS else None
        case _:
            return keys if keys.isdecimal() else None


def _spoken(given: Input) -> str | None:
    match given:
        case Said(text):
            return text
        case Recorded(recording, seconds) if seconds >= 1:
            return recording
        case _:
            return None


def _keep(visit: Visit, question: Question, value: str, given: Input) -> None:
    recording = given.recording if isinstance(given, Recorded) else None
    visit.state.answers[question.name] = value
    visit.note("answered", question=question.name, value="" if recording else value, recording=recording)
    visit.wish(Answered(question.name, question.kind, "" if recording else value, recording))


def _last_try(step: Step, visit: Visit, question: Question) -> bool:
    """Count this try. What can be spoken is recorded after the first misunderstanding, and that is the last try."""
    if visit.memory["recording"]:
        return True
    visit.memory["question_tries"] += 1
    if question.kind in SPOKEN:
        visit.memory["recording"] = True
        return False
    most = unhurried.tries(manners_of(step).tries or QUESTION_TRIES, visit.state.facts)
    return bool(visit.memory["question_tries"] >= most)


def _excuse(step: Step, visit: Visit, question: Question, given: Input) -> None:
    heard = isinstance(given, Pressed | Said)
    visit.note("invalid_input" if heard else "no_input")
    if not visit.memory["recording"]:
        built_in = "" if question.kind in KEYED or not heard else "wrong_entry"
        excuse(visit, "wrong" if heard else "silent", manners_of(step), built_in)
