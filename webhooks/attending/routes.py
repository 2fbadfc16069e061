"""The bar's piece, and what its buttons do: by script in place, so that what is typed elsewhere on the page stays."""

from uuid import UUID

from flask import g, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from afterhours.models import Offer
from afterhours.services.queue.accepting import accept_offer, decline_offer
from afterhours.services.queue.presence import CHOSEN, present, still_there, wrap_up_done
from ivr.errors import Refused
from ivr.phone import normalise
from webhooks.attending.bar import has_own_telephone
from webhooks.desk.access import Desk, desk_of
from webhooks.desk.offers import attending_of
from webhooks.pages.parts import book_of, of_app
from webhooks.roles import Permission
from webhooks.signin.guard import by_itself, may, page_blueprint
from webhooks.signin.own_path import own_path
from webhooks.signin.visitor import visitor

ATTENDING = page_blueprint("attending", __name__, url_prefix="/desk/agent")
LONGEST_REASON = 60
PRESENCE, OFFERS = "attending/presence.html", "attending/offers.html"


@ATTENDING.get("")
@may(Permission.TAKE_CALLS)
@by_itself
def piece() -> Response:
    """What they are; that their page is open is written down with it."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        still_there(desk.session, visitor().user_id, desk.real_now)
    return bar()


@ATTENDING.get("/offers")
@may(Permission.TAKE_CALLS)
@by_itself
def offers() -> Response:
    """The calls that are offered to them now."""
    with desk_of(of_app(), visitor(), request.remote_addr):
        return bar(template=OFFERS)


@ATTENDING.post("")
@may(Permission.TAKE_CALLS)
def say() -> Response:
    """Available, busy or away, and where the telephone is."""
    state, typed = request.form.get("state", ""), request.form.get("telephone", "").strip()
    reason = request.form.get("reason", "").strip()[:LONGEST_REASON] if state == "busy" else ""
    if state not in CHOSEN:
        return done(_("Choose available, busy or away."))
    try:
        telephone = telephone_of(typed, state)
    except Refused as refused:
        return done(str(refused))
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        present(desk.session, visitor(), state, telephone, desk.now, reason or None)
        renewed(desk)
    return done()


def telephone_of(typed: str, state: str) -> str | None:
    """E.164. Raises Refused: somebody who is rung at their own telephone cannot be available without one."""
    if not has_own_telephone(visitor(), of_app()):
        return None
    if not typed and state == "available":
        raise Refused(_("Say where your telephone is, with its area code: calls are put through to it."))
    country = next(
        (line.country for line in book_of(of_app()).lines.values() if line.tenant in visitor().tenants), "CA"
    )
    return normalise(typed, country) if typed else None


@ATTENDING.post("/through")
@may(Permission.TAKE_CALLS)
def through() -> Response:
    """Through with the last call before the time is up."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        wrap_up_done(desk.session, visitor().user_id, desk.now)
        renewed(desk)
    return done()


@ATTENDING.post("/offers/<uuid:offer_id>/accept")
@may(Permission.TAKE_CALLS)
def accept(offer_id: UUID) -> Response:
    """To the page of the call; or to the desk, where it says that somebody was quicker."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        won = accept_offer(desk.session, offer_id, visitor(), "page", desk.now)
        offer = desk.session.get(Offer, offer_id) if won else None
        if offer is not None:
            desk.note(offer.tenant, "offer.accepted", f"offer {offer.id}")
    if offer is not None and offer.call_id:
        return redirect(f"/desk/calls/{offer.call_id}", 303)
    return done("" if won else _("Somebody was quicker, or the caller is gone."))


@ATTENDING.post("/offers/<uuid:offer_id>/decline")
@may(Permission.TAKE_CALLS)
def decline(offer_id: UUID) -> Response:
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        decline_offer(desk.session, offer_id, visitor(), desk.now)
        renewed(desk)
    return done(template=OFFERS)


def renewed(desk: Desk) -> None:
    """What the bar shows after a deed of the same transaction."""
    desk.session.flush()
    desk.session.expire_all()
    g.attending = attending_of(desk.session, visitor(), desk.now)


def done(fault: str = "", *, template: str = PRESENCE) -> Response:
    """The piece for a script; without one, back to the page where the button was, or to one that tells the fault."""
    if request.headers.get("HX-Request"):
        return bar(fault, template=template)
    if fault:
        return make_response(render_template("attending/alone.html", bar_fault=fault), 400)
    return redirect(own_path(request.form.get("back")), 303)


def bar(fault: str = "", *, template: str = PRESENCE) -> Response:
    if g.get("attending") is None:
        with desk_of(of_app(), visitor(), request.remote_addr):
            pass
    return make_response(render_template(template, bar_fault=fault))
