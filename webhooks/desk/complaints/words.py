"""A complaint's words in the reader's language: its stages, how the receipt went out, what came of it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext

from webhooks.desk.words import Look, plain, unknown


def _(message: str, **values: Any) -> str:
    return str(gettext(message, **values))


def stage(value: str) -> Look:
    looks = {
        "received": Look(_("Received"), "ring", "live"),
        "triage": Look(_("Being looked into"), "half", "live"),
        "escalated": Look(_("Passed up"), "diamond", "warn"),
        "responded": Look(_("Answered"), "tick", "done"),
        "closed": Look(_("Closed"), "square"),
    }
    return looks.get(value) or unknown(value)


def receipts() -> list[tuple[str, str]]:
    """(value, words) of how a receipt goes out."""
    return [
        ("text", _("by text, now")),
        ("email", _("by e-mail, now")),
        ("post", _("by post: it has been sent")),
        ("refused", _("none is wanted")),
    ]


def receipt(value: str | None) -> str:
    said: dict[str, str] = {
        "text": _("by text"),
        "email": _("by e-mail"),
        "post": _("by post"),
        "refused": _("not wanted"),
    }
    return said.get(value or "", plain(value or ""))


def transfers() -> list[tuple[str, str]]:
    return [("attempted", _("The caller was put through")), ("not_possible", _("That was not possible"))]


def transfer(value: str | None) -> str:
    return dict(transfers()).get(value or "", plain(value or ""))


def outcomes() -> list[tuple[str, str]]:
    return [("upheld", _("Upheld")), ("partly", _("Partly upheld")), ("not", _("Not upheld"))]


def outcome(value: str | None) -> str:
    return dict(outcomes()).get(value or "", plain(value or ""))


def event_escalated(detail: Mapping[str, Any], _names: object) -> str:
    level, to = detail.get("level", ""), detail.get("to", "")
    if detail.get("why") == "overdue":
        return _("The complaint was not answered in time and went up to %(who)s, level %(level)s", who=to, level=level)
    said = _("The complaint was passed up to %(who)s, level %(level)s", who=to, level=level)
    return f"{said}: “{detail['text']}”" if detail.get("text") else said


def event_transfer(detail: Mapping[str, Any], _names: object) -> str:
    said = _("The caller was put through") if detail.get("how") == "attempted" else _("The caller was not put through")
    return f"{said}: “{detail.get('text', '')}”"


EVENTS: Mapping[str, Callable[[Mapping[str, Any], Any], str]] = {
    "complaint.received": lambda _detail, _names: _("It is a complaint"),
    "complaint.receipt": lambda detail, _names: _("Receipt of the complaint: %(how)s", how=receipt(detail.get("how"))),
    "complaint.receipt_late": lambda _detail, _names: _("The complaint has had no receipt in time; that was told"),
    "complaint.transfer": event_transfer,
    "complaint.escalated": event_escalated,
    "complaint.responded": lambda detail, _names: _(
        "The complaint was answered: %(outcome)s", outcome=outcome(detail.get("outcome"))
    ),
    "complaint.closed": lambda _detail, _names: _("The complaint is closed"),
}
"""What of a case's history is about its complaint -> its words."""
