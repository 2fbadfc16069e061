"""What a visitor may do with a case from its page, as the forms offer it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from afterhours.models import Case, Complaint
from afterhours.rules.lifecycle import FOLLOWS, reasons_for
from afterhours.services.casework.correcting import FIELDS, PRIORITIES
from afterhours.services.casework.linking import KINDS, Linked, links_of, suggested
from afterhours.services.casework.shift import own_of_shift
from webhooks.desk import words
from webhooks.desk.access import Desk
from webhooks.desk.cases import words as case_words
from webhooks.desk.cases.rows import Row, row_of
from webhooks.desk.finding.choices import Options
from webhooks.desk.names import Names
from webhooks.roles import Permission

BY_LINK = "duplicate"
"""A reason that is not chosen: it comes with the link to the other case."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A linked case: how the two belong together, and the other one."""

    link_id: str
    words: str
    row: Row


@dataclass(frozen=True, slots=True)
class Actions:
    """`moves`: (status/reason, words). `values`: what stands in the case now. `suggestions`: (kind, words, row)."""

    may_note: bool
    may_correct: bool
    may_work: bool
    complaint: str
    """open: it is one, and its page may be seen; make: it can be made one; "" for neither."""
    moves: Options
    services: Options
    priorities: Options
    kinds: Options
    values: Mapping[str, str]
    links: Sequence[Beside]
    suggestions: Sequence[tuple[str, str, Row]]
    faults: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)


def actions_of(
    desk: Desk, case: Case, names: Names, typed: Mapping[str, str], faults: Mapping[str, str]
) -> Actions:  # fmt: skip
    works = Permission.WORK_CASES in desk.visitor.permissions
    return Actions(
        may_note=Permission.WRITE_CASES in desk.visitor.permissions,
        may_correct=may_correct(desk, case),
        may_work=works,
        complaint=complaint_of(desk, case),
        moves=moves_of(case) if works else [],
        services=sorted(((name, names.service(name)) for name in names.book.requests), key=lambda each: each[1]),
        priorities=[(each, words.priority(each).word) for each in PRIORITIES],
        kinds=[(kind, case_words.link(kind, ahead=True)) for kind in KINDS],
        values={name: getattr(case, name) or "" for name in FIELDS},
        links=[beside(each, names, desk) for each in links_of(desk.session, case, desk.cases())],
        suggestions=[
            (kind, case_words.link(kind, ahead=True), row_of(each, names, desk.now))
            for each, kind in (suggested(desk.session, case, desk.cases()) if works else [])
        ],
        faults=faults,
        typed=typed,
    )


def complaint_of(desk: Desk, case: Case) -> str:
    if desk.session.get(Complaint, case.id) is not None:
        return "open" if Permission.LEAD_COMPLAINTS in desk.visitor.permissions else ""
    return "make" if may_correct(desk, case) else ""


def may_correct(desk: Desk, case: Case) -> bool:
    """Whoever works on cases corrects any that they see; an agent those of their own shift."""
    permissions = desk.visitor.permissions
    if Permission.WORK_CASES in permissions:
        return True
    own = desk.visitor.user_id, desk.visitor.login, desk.now
    return Permission.WRITE_CASES in permissions and own_of_shift(desk.session, case, *own)


def moves_of(case: Case) -> Options:
    """Every status that may follow, once for each reason that may be given."""
    found: Options = []
    for to in ("open", "waiting", "resolved", "closed"):
        if to not in FOLLOWS.get(case.status, ()):
            continue
        word = words.status(to).word if to != "open" or case.status in ("new", "waiting") else _("Open again")
        reasons = [each for each in reasons_for(case.status, to) if each != BY_LINK]
        found += [(f"{to}/{each}", f"{word}: {case_words.reason(each)}") for each in reasons] or [(to, word)]
    return found


def beside(each: Linked, names: Names, desk: Desk) -> Beside:
    return Beside(str(each.link_id), case_words.link(each.kind, ahead=each.ahead), row_of(each.case, names, desk.now))
