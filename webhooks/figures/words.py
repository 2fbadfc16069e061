"""What each figure is called, and what it means, in the reader's language."""

from collections.abc import Mapping

from flask_babel import format_decimal
from flask_babel import gettext as _

from afterhours.rules.figures import FEW, QUICK, SHORT, Figure
from webhooks.pages.times import duration


def definitions() -> Mapping[str, tuple[str, str]]:
    """Name -> (what it is called, what it means)."""
    return {
        "calls": (_("Calls"), _("All calls of residents that came in, whatever became of them.")),
        "offered": (_("Asked for a person"), _("Calls that came into a line for agents, each counted once.")),
        "answered": (_("Answered"), _("A human being accepted the caller. A switchboard that answers is none.")),
        "abandoned": (
            _("Abandoned"),
            _("The caller hung up after more than %(seconds)s seconds in line, and nobody accepted.", seconds=SHORT),
        ),
        "short": (_("Hung up at once"), _("Within %(seconds)s seconds; left out of the rates.", seconds=SHORT)),
        "redirected": (
            _("Led elsewhere"),
            _("Called back, a message, or another way of the flow, when the line was closed, full or took too long."),
        ),
        "waiting": (_("Still waiting"), _("In line at this moment.")),
        "answer_rate": (_("Answer rate"), _("Answered, of all who were answered or abandoned.")),
        "abandon_rate": (_("Abandonment rate"), _("Abandoned, of all who were answered or abandoned.")),
        "quick": (
            _("Answered within %(seconds)s seconds", seconds=QUICK),
            _("Of all who were answered or abandoned. The clock runs from the line to the human being who accepts."),
        ),
        "wait_median": (_("Wait, median"), _("Half of those who were answered waited no longer.")),
        "wait_p80": (_("Wait, 80 of a hundred"), _("80 of a hundred who were answered waited no longer.")),
        "wait_p95": (_("Wait, 95 of a hundred"), _("95 of a hundred who were answered waited no longer.")),
        "transfers": (_("Transferred"), _("A colleague or an office accepted the caller, of all who were answered.")),
        "callbacks": (_("Calls back promised"), _("Callers who asked to be called back.")),
        "callbacks_reached": (_("Called back and reached"), _("Of all that were promised.")),
        "callbacks_in_time": (
            _("Tried within one business day"),
            _("The first attempt came before the office closed on its next day; of those whose day is over, or that"
              " were tried."),
        ),
        "first_contact": (
            _("Solved at first contact"), _("As the agent said when wrapping up, of those where somebody said so.")
        ),
        "avoidable": (
            _("Avoidable contact"),
            _("A better service would have spared the call, as the agent said; of those that were assessed."),
        ),
    }  # fmt: skip


def reason(value: str) -> str:
    """Why a contact could have been avoided."""
    words: dict[str, str] = {
        "no": _("Not avoidable"),
        "unclear": _("Something had to be explained again"),
        "signposting": _("Sent to the wrong place"),
        "repeated": _("Had to be told again"),
        "progress": _("Asked how far it is"),
        "closed_early": _("Closed too early"),
    }
    return words.get(value, value)


def value_of(figure: Figure) -> str:
    """As it is read: hidden ones as what they are."""
    if figure.hidden:
        return few() if figure.few else not_told()
    if figure.value is None:
        return nothing()
    if figure.unit == "seconds":
        return duration(round(figure.value))
    number: str = format_decimal(round(figure.value, 1 if figure.unit == "percent" else 0))
    told: str = _("%(percent)s %%", percent=number) if figure.unit == "percent" else number
    return told


def few() -> str:
    said: str = _("fewer than %(few)s", few=FEW)
    return said


def nothing() -> str:
    said: str = _("no data")
    return said


def not_told() -> str:
    said: str = _("not told")
    return said


def plain_of(figure: Figure) -> str:
    """For a file: a number with a point, "<5" for a hidden count, nothing where there is nothing."""
    if figure.hidden:
        return f"<{FEW}" if figure.few else ""
    if figure.value is None:
        return ""
    return f"{figure.value:.1f}" if figure.unit == "percent" else str(round(figure.value))
