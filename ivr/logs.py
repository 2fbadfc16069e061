"""Logs: one JSON object a line, with the traces of the call it is about. Never personal data: no numbers, no words.

A line carries `call`, `turn`, `tenant` and `revision` as soon as they are known within a `trace()`. Of an exception it
carries the places and the kind, not the message: messages of libraries quote what was given to them.
"""

import logging
import re
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import Any, TextIO

from pythonjsonlogger.json import JsonFormatter

from ivr.errors import BadSetting, DatabaseGone, MailGone, ProviderGone

CHATTY = ("apscheduler", "sqlalchemy", "twilio", "urllib3", "werkzeug")
"""Libraries that tell each second what they do, or with which values; their warnings are heard."""
QUOTED = (BadSetting, DatabaseGone, MailGone, ProviderGone)
"""What these say is about machines, not about callers."""
SECRET_ADDRESS = re.compile(r"((?:/|%2F)(?:pop|accept)(?:/|%2F))[\w.\-/%~]+", re.IGNORECASE)
"""Links that open or accept something, also where they stand in a query."""
_FIELDS = "{asctime}{levelname}{name}{message}"
_traces: ContextVar[dict[str, Any] | None] = ContextVar("traces", default=None)


class _Traced(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        for name, value in (_traces.get() or {}).items():
            setattr(record, name, str(value))
        return True


def without_links(line: str) -> str:
    """`line` with no more of a secret link than that there was one."""
    return SECRET_ADDRESS.sub(r"\1...", line)


class _Discreet(JsonFormatter):
    converter: Any = time.gmtime
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        return without_links(super().format(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is the library's
        error: BaseException | None = ei[1]
        told: list[str] = []
        while error is not None:
            told.insert(0, _places(error.__traceback__) + _kind(error))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(told)


def set_up(level: str) -> None:
    """Send every log line of this process to standard error as JSON."""
    root = logging.getLogger()
    root.handlers[:] = [to(sys.stderr)]
    root.setLevel(level)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.captureWarnings(True)


def to(stream: TextIO) -> logging.Handler:
    """What writes log lines to `stream`."""
    handler = logging.StreamHandler(stream)
    handler.addFilter(_Traced())
    handler.setFormatter(_Discreet(_FIELDS, style="{", rename_fields={"asctime": "at", "levelname": "level"}))
    return handler


@contextmanager
def trace(**traces: Any) -> Iterator[None]:
    """Every line logged within carries these fields, and those that are noted within."""
    token = _traces.set({**(_traces.get() or {}), **traces})
    try:
        yield
    finally:
        _traces.reset(token)


def note(**traces: Any) -> None:
    """From here on to the end of the innermost `trace()`, lines carry these fields too; outside of one they do not."""
    scope = _traces.get()
    if scope is not None:
        scope.update((name, value) for name, value in traces.items() if value is not None)


def _places(where: TracebackType | None) -> str:
    return "".join(traceback.format_tb(where))


def _kind(error: BaseException) -> str:
    said = str(error) if isinstance(error, QUOTED) else getattr(getattr(error, "orig", error), "sqlstate", None)
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
