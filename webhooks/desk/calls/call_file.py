"""One call as whoever answers it may see it, read from the tables. What it is called on the page is `call_sheet`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from afterhours.models import (
    Call,
    CallDraft,
    Case,
    CaseEvent,
    Contact,
    ContactNumber,
    IdentityCheck,
    TextMessage,
    Turn,
    User,
)
from afterhours.rules.identity import MOST_TRIES, by_number
from afterhours.services.casework.case_presence import Here, be_here, others_here
from afterhours.services.casework.check_identity import failures, passed_check, reached_contact
from afterhours.services.casework.drafts import draft_of
from afterhours.services.live import tell_live
from afterhours.services.texts.send_receipt import key_of, number_for
from webhooks.desk.access import Desk
from webhooks.desk.calls.others import Other, others_of
from webhooks.desk.cases.file import people_told, turns_of
from webhooks.desk.visible import names_no_hidden_case
from webhooks.roles import Permission


@dataclass(frozen=True, slots=True)
class CallFile:
    """`shared`: for each record with the caller's number, whether another one has it, too."""

    call: Call
    case: Case
    turns: Sequence[Turn]
    people: dict[str, str]
    shared: Sequence[bool]
    level: str
    check: IdentityCheck | None
    contact: Contact | None
    """Who it is, once a check has passed."""
    tries_left: int
    reached: bool
    """They were called back at a number that one record alone has, and nobody has been named yet."""
    earlier: Sequence[Other]
    history: Sequence[CaseEvent]
    colleagues: Mapping[str, str]
    """Login -> name, of those who wrote into it and belong to the visitor's organisation."""
    draft: CallDraft | None
    others: Sequence[Here]
    receipt: TextMessage | None


def case_of_call(desk: Desk, call_id: UUID) -> Case:
    """Raises NotFound when there is none, and likewise for one that this visitor may not see."""
    return desk.one_case(Case.call_id == call_id)


def open_call_file(desk: Desk, call_id: UUID) -> CallFile:
    """Everything the page shows; whoever opens it is there from now on."""
    case = case_of_call(desk, call_id)
    call = desk.session.get_one(Call, call_id)
    be_here(desk.session, case, desk.visitor.login, desk.visitor.name, desk.real_now)
    history = history_of(desk, case)
    turns, check, shared = turns_of(desk, case), passed_check(desk.session, case), shared_of(desk, case)
    return CallFile(
        call=call,
        case=case,
        turns=turns,
        people=people_told(desk, case, turns),
        shared=shared,
        level=check.level if check else by_number(shared, case.caller_state, call.attestation),
        check=check,
        contact=desk.session.get(Contact, check.contact_id) if check and check.contact_id else None,
        tries_left=MOST_TRIES - failures(desk.session, case),
        reached=check is None and reached_contact(desk.session, case) is not None,
        earlier=others_of(desk, case, about=check is not None or Permission.READ_HISTORY in desk.visitor.permissions),
        history=history,
        colleagues=colleagues_in(desk, history),
        draft=draft_of(desk.session, case, desk.visitor.login, desk.real_now),
        others=others_here(desk.session, case, desk.visitor.login, desk.real_now),
        receipt=receipt_of(desk, case),
    )


def tell_others(desk: Desk, case: Case) -> None:
    """Whoever else has the case open learns at once that somebody came, or writes."""
    if others_here(desk.session, case, desk.visitor.login, desk.real_now):
        tell_live(desk.session, case.tenant, "case", group=case.restricted, id=case.id)


def shared_of(desk: Desk, case: Case) -> Sequence[bool]:
    if not case.own_number:
        return []
    of_number = (ContactNumber.tenant == case.tenant, ContactNumber.e164 == case.own_number)
    return desk.session.scalars(select(ContactNumber.shared).where(*of_number)).all()


def history_of(desk: Desk, case: Case) -> Sequence[CaseEvent]:
    told = (CaseEvent.case_id == case.id, desk.own(CaseEvent.tenant), names_no_hidden_case(desk.visitor))
    query = select(CaseEvent).where(*told)
    return desk.session.scalars(query.order_by(CaseEvent.at, CaseEvent.id)).all()


def colleagues_in(desk: Desk, history: Sequence[CaseEvent]) -> Mapping[str, str]:
    """Row security shows the people of one's own organisation; others are called by their login."""
    logins = {each.actor for each in history}
    query = select(User.login, User.name).where(User.login.in_(logins))
    return {row.login: row.name for row in desk.session.execute(query)} if logins else {}


def receipt_of(desk: Desk, case: Case) -> TextMessage | None:
    """The receipt to the number that would get one now, if it has left."""
    key = key_of(case, number_for(case)[0])
    return desk.session.scalar(
        select(TextMessage).where(TextMessage.idempotency_key == key, desk.own(TextMessage.tenant))
    )
