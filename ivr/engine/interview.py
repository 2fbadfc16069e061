"""Putting the questions of a kind of request, one after the other. No answer is ever a reason to lose the caller.

What is left unanswered is noted and the next question is put. A spoken answer that was not understood is recorded
instead, so that a person can listen to it. A caller whose number is unknown is asked where to ring back.
"""

from collections.abc import Mapping
from typing import Any

from ivr.engine.effects import Answered
from ivr.engine.inputs import Input, Pressed, Recorded, Said
from ivr.engine.model import Question, RequestKind, Step
from ivr.engine.moves import Move, Wait
from ivr.engine.outputs import TakeRecording
from ivr.engine.questions import listen
from ivr.engine.sentences import sentence
from ivr.engine.visit import Visit
from ivr.engine.words import Speech

CALLER_NUMBER = "caller_number"
ANSWER_SECONDS = 60
ANSWER_SILENCE = 4
YES_NO = {"1": "yes", "2": "no"}


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
        _speak(visit, question)
        visit.say_sentence("after_tone")
        return Wait(TakeRecording(ANSWER_SECONDS, ANSWER_SILENCE, "#"))
    _speak(visit, question)
    return _listen_for(visit, question)


def _current(request: RequestKind, visit: Visit) -> Question | None:
    asked = (*request.questions, *_number_question(visit))
    at = visit.memory["question"]
    return asked[at] if at < len(asked) else None


def _number_question(visit: Visit) -> tuple[Question, ...]:
    return () if visit.state.facts.caller else (Question(name=CALLER_NUMBER, kind="phone", ask={}),)


def _speak(visit: Visit, question: Question) -> None:
    visit.say(question.ask)
    if question.name == CALLER_NUMBER and not question.ask:
        visit.say_sentence("your_number")
    if question.kind == "yes_no":
        visit.say_sentence("yes_no")
    for language in visit.spoken_languages() if question.choices else ():
        for key, words in question.choices.items():
            text = sentence("press", language, visit.line.languages[language].locale)
            visit.speeches.append(Speech(language, text.format(what=words.get(language, ""), key=key)))


def _listen_for(visit: Visit, question: Question) -> Move:
    if question.kind in ("yes_no", "choice"):
        return listen(visit, at_most=1, finish="")
    return listen(visit, speech=question.kind in ("text", "address"))


def own_answer_keys(request: RequestKind, visit: Visit) -> tuple[str, ...]:
    question = _current(request, visit) if visit.memory.get("phase") == "questions" else None
    return tuple(_keys(question)) if question else ()


def _keys(question: Question) -> Mapping[str, Any]:
    return YES_NO if question.kind == "yes_no" else question.choices


def take_answer(step: Step, request: RequestKind, visit: Visit, given: Input) -> Move | None:
    """Take what was given for the current question and put the next one; None when all are through."""
    question = _current(request, visit)
    if question is None:
        return None
    answer = _understood(question, given)
    if answer is not None:
        _keep(visit, question, answer, given)
    elif not _last_try(step, visit, question):
        return _again(request, visit, given)
    else:
        visit.note("unanswered", question=question.name)
    visit.memory.update(question=visit.memory["question"] + 1, question_tries=0, recording=False)
    return put_question(request, visit)


def _understood(question: Question, given: Input) -> str | None:
    """The answer's value, or None when it is none."""
    match given:
        case Pressed(keys) if question.kind in ("yes_no", "choice"):
            return {**YES_NO, **{key: key for key in question.choices}}.get(keys) if keys in _keys(question) else None
        case Pressed(keys) if question.kind == "phone":
            return keys if len(keys) >= 7 else None
        case Pressed(keys):
            return keys or None
        case Said(text) if question.kind in ("text", "address"):
            return text or None
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
    if question.kind in ("text", "address"):
        visit.memory["recording"] = True
        return False
    return bool(visit.memory["question_tries"] >= (getattr(step, "tries", None) or 2))


def _again(request: RequestKind, visit: Visit, given: Input) -> Move | None:
    heard = isinstance(given, Pressed | Said)
    visit.note("invalid_input" if heard else "no_input")
    if not visit.memory["recording"]:
        visit.say_sentence("wrong" if heard else "silent")
    return put_question(request, visit)
