"""The morning after and tonight's paper as pages that print; one council of the visitor at a time."""

from datetime import datetime, timedelta

from flask import make_response, render_template, request
from flask_babel import get_locale
from werkzeug.wrappers import Response

from afterhours.reports.facts import Handover
from afterhours.reports.handover import handover
from afterhours.reports.handover_paper import handover_paper
from afterhours.reports.office import office_of
from afterhours.reports.paper import Paper
from afterhours.reports.sentences import spoken
from afterhours.reports.tonight import tonight
from afterhours.reports.tonight_paper import tonight_paper
from afterhours.reports.wording import Wording
from afterhours.rules.nights import night_of
from afterhours.site import Site
from ivr.errors import NotFound
from webhooks.desk.access import Desk, desk_of
from webhooks.pages.parts import of_app
from webhooks.roles import Permission
from webhooks.signin.guard import may, page_blueprint
from webhooks.signin.visitor import Visitor, visitor

HANDOVER = page_blueprint("handover", __name__, url_prefix="/desk")
A_MOMENT = timedelta(seconds=1)


@HANDOVER.get("/handover")
@may(Permission.ALL_CASES)
def night() -> Response:
    """`council`: one of the visitor's; `before`: an instant, and then the night that was over by it is told."""
    parts, site = of_app(), of_app().site
    tenant = council_of(request.args.get("council"), visitor(), site)
    with desk_of(parts, visitor(), request.remote_addr) as desk:
        told = told_of(desk, site, tenant, instant(request.args.get("before")))
        desk.note(tenant, "handover.seen", None, since=told.since.isoformat())
    paper = handover_paper(told, Wording(site, tenant, spoken(str(get_locale())), told.people))
    way = Permission.PRINT_TONIGHT in visitor().permissions
    return shown(paper, tenant, site, before=told.since.isoformat(), past="before" in request.args, tonight=way)


@HANDOVER.get("/tonight")
@may(Permission.PRINT_TONIGHT)
def tonight_page() -> Response:
    """`council`: one of the visitor's. Who has looked at the numbers is written down."""
    parts, site = of_app(), of_app().site
    tenant = council_of(request.args.get("council"), visitor(), site)
    with desk_of(parts, visitor(), request.remote_addr) as desk:
        told = tonight(desk.session, site, tenant, desk.now)
        desk.note(tenant, "tonight.seen", None, people=len(told.people))
    return shown(tonight_paper(told, Wording(site, tenant, spoken(str(get_locale())))), tenant, site)


def told_of(desk: Desk, site: Site, tenant: str, before: datetime | None) -> Handover:
    """The last night, or one before. Raises NotFound where the calendar has none."""
    if before is None:
        return handover(desk.session, site, tenant, desk.now, groups=desk.visitor.groups)
    office = office_of(desk.session, site, tenant, before)
    earlier = night_of(office, before - A_MOMENT) if office else None
    if earlier is None:
        raise NotFound("no such night")
    return handover(
        desk.session, site, tenant, desk.now, earlier.closes, min(earlier.opens, before), desk.visitor.groups
    )


def shown(paper: Paper, tenant: str, site: Site, **more: object) -> Response:
    """The paper as a page, with a way to the visitor's other councils."""
    councils = [(each, site.councils[each].name) for each in own_councils(visitor(), site)]
    page = render_template("desk/paper.html", paper=paper, tenant=tenant, councils=councils, **more)
    return make_response(page)


def own_councils(someone: Visitor, site: Site) -> list[str]:
    return [tenant for tenant in someone.tenants if tenant in site.councils]


def council_of(asked: str | None, someone: Visitor, site: Site) -> str:
    """The council that is asked for, or the visitor's first. Raises NotFound for one that is not theirs."""
    own = own_councils(someone, site)
    chosen = asked or next(iter(own), "")
    if chosen not in own:
        raise NotFound("no such council")
    return chosen


def instant(text: str | None) -> datetime | None:
    """Raises NotFound for what is no instant."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise NotFound("no such night")
    return at
