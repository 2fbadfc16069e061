"""What we write is what the simulated provider, which reads strictly, accepts: limits, pairs of voices, attributes."""

from collections.abc import Iterable

import pytest

from ivr.engine.outputs import Answer, Closing
from ivr.engine.words import Speech
from ivr.simulator.twiml.document import parse
from ivr.twiml.fallback import render_fallback, render_fallback_end, render_static_fallback
from ivr.twiml.render import render, render_join, render_refusal, render_whisper
from tests.ivr.twiml.test_fallback import CALL, LINE, NUMBERS
from tests.ivr.twiml.test_render import CALLER_ID, CLOSINGS, HELLO, URLS, VOICES

LONG = "L'été dernier, l'égout a débordé près de l'école; c'était très désagréable. " * 120


@pytest.mark.parametrize("closing", CLOSINGS)
def test_every_answer_is_accepted(closing: Closing) -> None:
    speeches = (*HELLO, Speech("fr", LONG), Speech("en", "💧" * 900), Speech("en", " \x00 "))
    assert parse(render(Answer(speeches, closing), URLS, VOICES, CALLER_ID).encode())


FALLBACKS = [
    pytest.param([render_fallback(VOICES, CALL), render_fallback(VOICES, None)], id="of the program"),
    pytest.param([render_fallback_end(VOICES, helped=True), render_fallback_end(VOICES, helped=False)], id="its end"),
    pytest.param(render_static_fallback(LINE, NUMBERS).values(), id="elsewhere"),
    pytest.param([render_whisper(HELLO, URLS.action, VOICES), render_join(), render_refusal()], id="of a callee"),
]


@pytest.mark.parametrize("documents", FALLBACKS)
def test_every_other_document_is_accepted(documents: Iterable[str]) -> None:
    for document in documents:
        parse(document.encode())
