"""Logs: one JSON object a line, with the traces of the call it is about. Never personal data: no numbers, no words.

A line carries `call`, `turn`, `tenant` and `revision` whenever `trace(...)` is in force.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from pythonjsonlogger.json import JsonFormatter

CHATTY = ("apscheduler", "twilio", "urllib3", "werkzeug")
"""Libraries that tell each second what they do; their warnings are heard."""
_FIELDS = "{asctime}{levelname}{name}{message}"
_traces: ContextVar[dict[str, Any]] = ContextVar("traces", default={})  # noqa: B039 - never changed in place


class _Traced(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        for name, value in _traces.get().items():
            setattr(record, name, value)
        return True


def set_up(level: str) -> None:
    """Send every log line of this process to standard error as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_Traced())
    handler.setFormatter(JsonFormatter(_FIELDS, style="{", rename_fields={"asctime": "at", "levelname": "level"}))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)


@contextmanager
def trace(**traces: Any) -> Iterator[None]:
    """Every line logged within carries these fields: call, turn, tenant, revision."""
    token = _traces.set({**_traces.get(), **{name: str(value) for name, value in traces.items() if value is not None}})
    try:
        yield
    finally:
        _traces.reset(token)
