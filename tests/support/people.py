"""A world of pages with the demonstration's people and rosters in it."""

from datetime import timedelta

from sqlalchemy import select, update

from afterhours.models import Person, PersonNumber, Revision
from afterhours.services.duty.live_rosters import live_rosters
from afterhours.services.duty.log import keep_duty_log
from afterhours.services.imports.cells import Origin
from afterhours.services.imports.people import import_people
from afterhours.services.people.known import person_by_handle, trust_numbers
from afterhours.site import load_site, read_folder
from tests.support.county import CALLFLOWS
from tests.webhooks.pages.world import NOW, World, serving
from webhooks.roles import Role

COUNTY, PARTNER = "long-point-county", "wealden-vale"


def people_world(database_url: str) -> World:
    """Everybody's number is confirmed but Bo's second, which is new, and Hana's, which did not answer.

    The last days stand in the duty log.

    Users: root (both councils), kent-root, agent, kent, night.
    """
    world = World(database_url)
    site, faults = load_site(read_folder(CALLFLOWS))
    assert site is not None, faults
    world.parts.site, world.parts.book = serving(site, "fourth"), site.book
    with world.parts.database.transaction() as session:
        for file, tenant in (("people.csv", COUNTY), ("people.wealden-vale.csv", PARTNER)):
            council = site.councils[tenant]
            origin = Origin(tenant, council.country, tuple(council.languages))
            import_people(session, (CALLFLOWS / "demo" / file).read_bytes(), origin, NOW, dry_run=False)
        trust_numbers(session, NOW - timedelta(days=3))
        bo = person_by_handle(session, "bo")
        assert bo is not None
        bo.numbers = [*bo.numbers, "+15195550198"]
        hana = select(Person.id).where(Person.handle == "hana").scalar_subquery()
        silent = {"answered_at": None, "result": "no_answer", "in_vain": 2}
        session.execute(update(PersonNumber).where(PersonNumber.person_id == hana).values(**silent))
        released = NOW - timedelta(days=9)
        session.add(Revision(tenant=site.tenant, digest="x", files={}, released_at=released, released_by="tests"))
        session.flush()
        for days in (2, 1, 0):
            until = NOW - timedelta(days=days)
            keep_duty_log(session, live_rosters(session, site, until), until)
    users = {
        "root": (Role.ADMINISTRATOR, (COUNTY, PARTNER)),
        "kent-root": (Role.ADMINISTRATOR, (PARTNER,)),
        "agent": (Role.COUNTY_AGENT, (COUNTY,)),
        "kent": (Role.COUNTY_AGENT, (PARTNER,)),
        "night": (Role.OUT_OF_HOURS_AGENT, (COUNTY,)),
    }
    for login, (role, tenants) in users.items():
        world.user(login, role, tenants)
    return world
