"""The pages of people, as administrators and agents of one or several councils meet them."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from afterhours.models import AuditEntry, OutboxMessage, Person, PersonNumber
from afterhours.services.people.known import person_by_handle, usable_numbers
from afterhours.services.people.pins import right_pin, set_pin
from tests.support.people import COUNTY, PARTNER, people_world
from tests.webhooks.pages.world import NOW, World, token_in
from webhooks.roles import Role

ANN = "+15195550171"


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = people_world(module_database_url)
    yield made
    made.parts.database.close()


def posted(client: FlaskClient, address: str, **form: str) -> tuple[int, str]:
    """The answer to a form of the page one person has."""
    token = token_in(client.get("/desk/people").text)
    answer = client.post(address, data={"csrf_token": token, **form})
    return answer.status_code, answer.text


def person(world: World, handle: str) -> Person:
    with world.parts.database.transaction() as session:
        found = person_by_handle(session, handle)
        assert found is not None
        return found


def audited(world: World, action: str) -> list[str | None]:
    with world.parts.database.transaction() as session:
        return list(session.scalars(select(AuditEntry.object).where(AuditEntry.action == action)))


def test_the_list_says_who_is_on_duty_and_whose_shift_is_next(world: World) -> None:
    page = world.browser("root").get("/desk/people").text
    assert "Ann Vandermeer" in page
    assert "Water and sewers" in page
    assert "Priya Nair" in page
    assert "Confirmed" in page
    assert "Not tested yet" in page


def test_no_number_stands_in_the_list(world: World) -> None:
    assert "555" not in world.browser("root").get("/desk/people").text


def test_an_agent_reads_and_sees_no_numbers(world: World) -> None:
    agent = world.browser("agent")
    page = agent.get("/desk/people/ann").text
    assert "Ann Vandermeer" in page
    assert "555" not in page
    assert "Add a person" not in agent.get("/desk/people").text
    assert agent.get("/desk/add-person").status_code == 403
    assert agent.get("/desk/people/duty-log.csv").status_code == 403


def test_who_answers_at_night_has_no_page_of_people(world: World) -> None:
    assert world.browser("night").get("/desk/people").status_code == 403


def test_another_council_s_people_are_not_there(world: World) -> None:
    kent = world.browser("kent")
    page = kent.get("/desk/people").text
    assert "Priya Nair" in page
    assert "Ann Vandermeer" not in page
    assert kent.get("/desk/people/ann").status_code == 404


def test_whoever_manages_people_sees_numbers_and_that_is_written_down(world: World) -> None:
    page = world.browser("root").get("/desk/people/ann").text
    assert "(519) 555-0171" in page
    assert "person ann" in audited(world, "person.seen")


def test_a_person_is_changed_and_a_new_number_begins_untested(world: World) -> None:
    form = {"name": "Cy Whitlock-Moss", "numbers": "519 555 0174\n+15195550190", "email": "", "language": "fr"}
    status, _ = posted(world.browser("root"), "/desk/people/cy", **form)
    assert status == 303
    cy = person(world, "cy")
    assert (cy.name, cy.numbers, cy.email, cy.language) == (
        "Cy Whitlock-Moss",
        ["+15195550174", "+15195550190"],
        None,
        "fr",
    )
    with world.parts.database.transaction() as session:
        assert usable_numbers(session, ["cy"], NOW) == {"cy": ("+15195550174",)}
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.changed")).one()
    assert entry.detail == {"fields": ["name", "numbers", "email", "language"]}


def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_lost(world: World) -> None:
    form = {"name": "", "numbers": "12", "email": "ann at home", "language": "xx"}
    status, page = posted(world.browser("root"), "/desk/people/ann", **form)
    assert status == 400
    for words in (
        "Enter the person",
        "at most six",
        "no e-mail address",
        "one of the languages",
        "ann at home",
        ">12<",
    ):
        assert words in page, words
    assert person(world, "ann").name == "Ann Vandermeer"


def test_a_person_is_added_and_a_handle_is_given_once(world: World) -> None:
    root = world.browser("root")
    form = {"handle": "New one", "name": "Nova Reed", "numbers": "(519) 555-0195", "tenant": COUNTY}
    assert posted(root, "/desk/add-person", **form)[0] == 303
    assert person(world, "new-one").numbers == ["+15195550195"]
    assert person(world, "new-one").tenant == COUNTY
    status, page = posted(root, "/desk/add-person", **form)
    assert status == 400
    assert "Somebody has this handle already" in page


def test_a_handle_of_a_council_one_may_not_see_is_taken_all_the_same(world: World) -> None:
    status, page = posted(world.browser("kent-root"), "/desk/add-person", handle="ann", name="Ann Other")
    assert status == 400
    assert "Somebody has this handle already" in page


def test_people_are_added_to_one_s_own_councils_only(world: World) -> None:
    form = {"handle": "stray", "name": "Stray", "tenant": COUNTY}
    assert posted(world.browser("kent-root"), "/desk/add-person", **form)[0] == 303
    assert person(world, "stray").tenant == PARTNER


def test_a_pin_is_set_and_stands_on_no_page(world: World) -> None:
    root = world.browser("root")
    assert posted(root, "/desk/people/bo/pin", pin="2580", again="2580")[0] == 303
    with world.parts.database.transaction() as session:
        assert right_pin(session, person(world, "bo"), "2580", NOW)
    page = root.get("/desk/people/bo").text
    assert "2580" not in page
    assert "argon2" not in page
    assert "person bo" in audited(world, "person.pin_set")


@pytest.mark.parametrize(
    ("pin", "again", "words"), [("1234", "1234", "A PIN is 4 to 8 digits"), ("2580", "2581", "The two PINs differ")]
)
def test_a_pin_that_is_none_changes_nothing(world: World, pin: str, again: str, words: str) -> None:
    with world.parts.database.transaction() as session:
        set_pin(session, person(world, "dee"), "97531", NOW)
    status, page = posted(world.browser("root"), "/desk/people/dee/pin", pin=pin, again=again)
    assert status == 400
    assert words in page
    assert f'value="{pin}"' not in page
    with world.parts.database.transaction() as session:
        assert right_pin(session, person(world, "dee"), "97531", NOW)


def test_a_number_is_rung_for_a_test_on_the_spot(world: World) -> None:
    root = world.browser("root")
    assert posted(root, "/desk/people/ann/test", number=ANN)[0] == 303
    with world.parts.database.transaction() as session:
        tests = select(PersonNumber.test_id).where(PersonNumber.e164 == ANN)
        (waiting,) = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "number.test"))
        assert waiting.payload == {"test": str(session.scalars(tests).one())}
    assert "Being rung for a test" in root.get("/desk/people/ann").text
    assert posted(root, "/desk/people/ann/test", number="+15195550199")[0] == 303
    with world.parts.database.transaction() as session:
        assert len(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "number.test")).all()) == 1


def test_the_duty_log_is_a_file_for_spreadsheets(world: World) -> None:
    day = (NOW - timedelta(days=1)).date()
    answer = world.browser("root").get(f"/desk/people/duty-log.csv?from={day}&to={day}")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=duty-log-{day}-{day}.csv"
    lines = answer.text.splitlines()
    assert lines[0] == "person,name,roster,duty,start,end,zone,hours,calls,taken,minutes"
    assert [line for line in lines if re.match(r"\w+,[^,]+,water,primary,2026-12-25 00:00,2026-12-26 00:00,", line)]


def test_people_whom_nobody_knows_are_named_to_those_who_can_add_them(world: World) -> None:
    with world.parts.database.transaction() as session:
        session.execute(update(Person).where(Person.handle == "gus").values(handle="gone", canonical_handle="gone"))
    root = world.browser("root").get("/desk/people").text
    assert re.search(r"people whom nobody here knows.*<strong>gus</strong>", root)
    assert "whom nobody here knows" not in world.browser("kent-root").get("/desk/people").text


def test_before_anybody_is_known_the_page_says_what_will_appear(world: World) -> None:
    world.user("early", Role.ADMINISTRATOR, ("fourth",))
    page = world.browser("early").get("/desk/people").text
    assert "Nobody yet" in page


def test_a_calendar_has_an_address_that_can_be_taken_back(world: World) -> None:
    root = world.browser("root")
    assert "/calendar/" not in root.get("/desk/people/ann").text
    assert posted(root, "/desk/people/ann/calendar")[0] == 303
    first = calendar_in(root.get("/desk/people/ann").text)
    assert first
    assert calendar_in(world.browser("agent").get("/desk/people/ann").text) == ""
    assert posted(root, "/desk/people/ann/calendar/take-back")[0] == 303
    assert calendar_in(root.get("/desk/people/ann").text) == ""
    assert posted(root, "/desk/people/ann/calendar")[0] == 303
    assert calendar_in(root.get("/desk/people/ann").text) not in ("", first)


def calendar_in(page: str) -> str:
    found = re.search(r"<code>(http\S+/calendar/\S+\.ics)</code>", page)
    return found[1] if found else ""
