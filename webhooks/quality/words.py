"""The sentences of these pages in the reader's language."""

from flask_babel import gettext as _

from afterhours.models import QualityReview
from afterhours.rules.quality import Result
from webhooks.desk.words import Look


def mark(value: str) -> str:
    words: dict[str, str] = {
        "yes": _("Yes"),
        "partly": _("Partly"),
        "no": _("No"),
        "none": _("Does not fit this call"),
    }
    return words.get(value, value)


def state_of(review: QualityReview | None) -> Look:
    """How far the assessing of a talk is."""
    if review is None or review.reviewed_at is None:
        return Look(_("To be assessed"), "ring", "live")
    if review.acknowledged_at is None:
        return Look(_("Assessed"), "half", "live")
    return Look(_("Read by the agent"), "tick", "done")


def result(review: QualityReview) -> str:
    """What it came to, in one word."""
    percent = percent_of([review])
    said: str = _("no points") if percent is None else _("%(percent)s %%", percent=percent)
    return said


def percent_of(reviews: list[QualityReview]) -> int | None:
    """Of all points that could be had: components are added, percentages never averaged."""
    return Result(sum(each.points for each in reviews), sum(each.most for each in reviews), ()).percent


def fault_of(code: str) -> str:
    sentences: dict[str, str] = {
        "mark": _("Choose an answer."),
        "long": _("That is too long: at most 2,000 characters."),
        "why": _("Write why: the reviewer and the agent read it."),
        "talk": _("Choose a call of the list."),
        "drawn": _("This call is assessed anyway: it was drawn, or somebody has asked for it."),
        "read": _("The agent has read this assessment: it cannot be changed any more."),
        "meanwhile": _("Somebody else has assessed this call meanwhile."),
        "empty": _("There are no questions yet. They are written in quality.yaml."),
    }
    return sentences[code]
