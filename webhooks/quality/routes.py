"""The pages of quality: the reviewer's list, one call, one's own assessments, and the team's results."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from afterhours.models import QualityReview, Recording
from afterhours.rules.quality import Month
from afterhours.services.recordings.links import listened, listening_token
from ivr.errors import NotFound
from webhooks.desk.access import desk_of
from webhooks.desk.names import Names, said
from webhooks.pages.parts import of_app
from webhooks.quality import words
from webhooks.quality.deeds import NotAssessed, acknowledge, ask, assess
from webhooks.quality.form import LONGEST, field_of, read, text_in
from webhooks.quality.sheets import Sheets
from webhooks.quality.talks import TAPED, Place, Talked, agent_of, month_of, names_of, one
from webhooks.recordings.answering import sound
from webhooks.recordings.listening import MARK, note_hearing, session_mark
from webhooks.recordings.parts import of_app as recordings_of_app
from webhooks.roles import Permission
from webhooks.signin.guard import may, page_blueprint
from webhooks.signin.visitor import visitor

QUALITY = page_blueprint("quality", __name__, url_prefix="/desk/quality")


@QUALITY.get("")
@may(Permission.REVIEW_QUALITY)
def to_review() -> Response:
    """`month`: 2026-11; the present one without it."""
    with opened() as sheets:
        month = asked_month(sheets.place)
        rows, months = sheets.to_review(month), sheets.months(month)
        several = len(sheets.place.desk.visitor.tenants) > 1
        form = bool(sheets.place.site.quality)
    return shown("quality/list.html", rows=rows, months=months, several=several, form=form)


@QUALITY.get("/<uuid:offer_id>")
@may(Permission.REVIEW_QUALITY)
def call(offer_id: UUID) -> Response:
    with opened() as sheets:
        found, review = one(sheets.place, offer_id)
        sheets.place.desk.note(found.tenant, "quality.opened", f"case {found.number}")
        return call_page(sheets, found, review, {}, {})


@QUALITY.post("/<uuid:offer_id>")
@may(Permission.REVIEW_QUALITY)
def save(offer_id: UUID) -> Response:
    try:
        with opened() as sheets:
            found, review = one(sheets.place, offer_id)
            marks, remark, wrong = read(sheets.place.site.quality, request.form)
            if wrong:
                return call_page(sheets, found, review, request.form, wrong)
            assess(sheets.place, found, review, marks, remark)
            month = month_of(sheets.place, found)
    except NotAssessed as error:
        flash(words.fault_of(error.code), "warn")
        return redirect(url_for("quality.call", offer_id=offer_id), 303)
    flash(_("The assessment is saved. The agent reads it under My reviews."))
    return redirect(url_for("quality.to_review", month=str(month)), 303)


@QUALITY.get("/<uuid:offer_id>/sound/<token>")
@may(Permission.REVIEW_QUALITY)
def hear(offer_id: UUID, token: str) -> Response:
    """The sound of a talk that this reviewer may open; the hearing is written down before anything is heard."""
    parts = recordings_of_app()
    recording_id = listened(parts.settings.secret_keys, token, session_mark(), parts.real_clock.now())
    with opened() as sheets:
        found, _review = one(sheets.place, offer_id)
        desk = sheets.place.desk
        tape = desk.session.scalar(
            select(Recording).where(Recording.id == recording_id, Recording.call_id == found.call_id, *TAPED)
        )
        if tape is None:
            raise NotFound("no such recording")
        note_hearing(desk, tape, found.number, sha256(token.encode()).hexdigest()[:MARK])
        desk.session.flush()
        desk.session.expunge(tape)
    return sound(parts.listening, tape, request)


@QUALITY.get("/mine")
@may(Permission.TAKE_CALLS)
def mine() -> Response:
    with opened() as sheets:
        return shown("quality/mine.html", reviews=sheets.mine(), longest=LONGEST)


@QUALITY.post("/mine/<uuid:review_id>")
@may(Permission.TAKE_CALLS)
def read_it(review_id: UUID) -> Response:
    """The agent has read it, and may say something to it."""
    with opened() as sheets:
        acknowledge(sheets.place, review_id, text_in(request.form, "answer")[:LONGEST])
    flash(_("It is noted that you have read it."))
    return redirect(url_for("quality.mine"), 303)


@QUALITY.get("/results")
@may(Permission.SEE_QUALITY)
def results() -> Response:
    with opened() as sheets:
        month = asked_month(sheets.place)
        return shown("quality/results.html", sections=sheets.results(month), months=sheets.months(month))


@QUALITY.get("/results/<uuid:user_id>")
@may(Permission.SEE_QUALITY)
def agent(user_id: UUID) -> Response:
    with opened() as sheets:
        return agent_page(sheets, user_id, asked_month(sheets.place), {}, {})


@QUALITY.post("/results/<uuid:user_id>")
@may(Permission.SEE_QUALITY)
def ask_for_one(user_id: UUID) -> Response:
    """One talk more to be assessed, which does not count."""
    typed = request.form
    chosen, why = uuid_in(typed.get("talk", "")), text_in(typed, "why")[:LONGEST]
    wrong = ({} if chosen else {"talk": words.fault_of("talk")}) | ({} if why else {"why": words.fault_of("why")})
    try:
        with opened() as sheets:
            month = month_in(typed.get("month")) or sheets.place.this_month
            agent_of(sheets.place, user_id)
            if chosen is None or wrong:
                return agent_page(sheets, user_id, month, typed, wrong)
            ask(sheets.place, user_id, chosen, why)
    except NotAssessed as error:
        flash(words.fault_of(error.code), "warn")
    else:
        flash(_("The call is on the reviewers' list. It does not count for the mean."))
    return redirect(url_for("quality.agent", user_id=user_id, month=str(month)), 303)


@contextmanager
def opened() -> Iterator[Sheets]:
    """The pages' one transaction."""
    parts = of_app()
    site = parts.site
    with desk_of(parts, visitor(), request.remote_addr) as desk:
        yield Sheets(Place(desk, site), Names(site.book))


def asked_month(place: Place) -> Month:
    """Of the address; never one that is to come."""
    asked = month_in(request.args.get("month"))
    return asked if asked and asked.first <= place.this_month.first else place.this_month


def month_in(text: str | None) -> Month | None:
    return Month.read(text or "")


def uuid_in(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def call_page(
    sheets: Sheets, found: Talked, review: QualityReview | None, typed: Mapping[str, str], wrong: Mapping[str, str]
) -> Response:
    """The form as it was typed, else as it was saved."""
    saved = {f"mark-{each['question']}": each["mark"] for each in review.marks} if review else {}
    saved["remark"] = (review.remark or "") if review else ""
    agents = names_of(sheets.place, [found.agent_id])
    return shown(
        "quality/call.html",
        400 if wrong else 200,
        row=sheets.row(found, review, agents),
        waited=found.waited,
        told=sheets.call(found),
        review=sheets.review(review) if review else None,
        month=str(month_of(sheets.place, found)),
        questions=sheets.place.site.quality,
        field_of=field_of,
        typed=typed or saved,
        faults=wrong,
        words=words,
        said=said,
        sound_of=lambda tape: sound_of(found, tape),
    )


def sound_of(found: Talked, tape: Recording) -> str:
    """Where the visitor of this page hears it."""
    parts = of_app()
    token = listening_token(parts.settings.secret_keys, tape.id, session_mark(), parts.real_clock.now())
    return url_for("quality.hear", offer_id=found.offer_id, token=token)


def agent_page(
    sheets: Sheets, user_id: UUID, month: Month, typed: Mapping[str, str], wrong: Mapping[str, str]
) -> Response:
    name = agent_of(sheets.place, user_id)
    told, months = sheets.of_agent(user_id, month), sheets.months(month)
    values = {"name": name, "user_id": user_id, "months": months, "typed": typed, "faults": wrong}
    return shown("quality/agent.html", 400 if wrong else 200, told=told, **values)


def shown(template: str, code: int = 200, **values: Any) -> Response:
    return make_response(render_template(template, **values), code)
