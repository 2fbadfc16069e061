"""Imports from CSV: whatever wrote the file, all or nothing, and the same again changes nothing."""

import pytest
from sqlalchemy import func, select

from afterhours.models import Contact, ContactNumber, Person
from afterhours.parts import Parts
from afterhours.services.imports.contacts import import_contacts
from afterhours.services.imports.file import ImportReport
from afterhours.services.imports.people import import_people
from afterhours.services.people.numbers_of import numbers_by_handle, numbers_of
from ivr.errors import Refused
from tests.afterhours.conftest import COUNTY, NOW

pytestmark = pytest.mark.database
CONTACTS = """id,name,numbers,address,language
1,Helen Baker,+15195550123,"12 Main Street, Port Avery",en
2,Walter Baker,+15195550123 +15195550124,12 Main Street,en
3,Éliane Trudel,519 555 0125,7 rue Principale,fr
4,Town Hall,,,
"""


def contacts(
    parts: Parts, text: str | bytes = CONTACTS, *, dry_run: bool = False, mapping: dict[str, str] | None = None
) -> ImportReport:
    data = text.encode() if isinstance(text, str) else text
    with parts.database.transaction() as session:
        return import_contacts(session, data, COUNTY, NOW, dry_run=dry_run, mapping=mapping)


def counted(report: ImportReport) -> tuple[int, int, int]:
    return report.added, report.changed, report.unchanged


def numbers(parts: Parts) -> dict[str, list[tuple[str, bool]]]:
    with parts.database.transaction() as session:
        query = select(Contact.external_id, ContactNumber.e164, ContactNumber.shared).join(ContactNumber)
        found: dict[str, list[tuple[str, bool]]] = {}
        for external_id, e164, shared in session.execute(query.order_by(Contact.external_id, ContactNumber.position)):
            found.setdefault(external_id, []).append((e164, shared))
        return found


def test_contacts_come_in_and_a_number_of_several_is_shared(bare: Parts) -> None:
    assert counted(contacts(bare)) == (4, 0, 0)
    assert numbers(bare) == {
        "1": [("+15195550123", True)],
        "2": [("+15195550123", True), ("+15195550124", False)],
        "3": [("+15195550125", False)],
    }


def test_the_same_file_again_changes_nothing(bare: Parts) -> None:
    contacts(bare)
    assert counted(contacts(bare)) == (0, 0, 4)


def test_a_changed_row_is_changed_and_a_number_no_longer_shared_is_not(bare: Parts) -> None:
    contacts(bare)
    changed = CONTACTS.replace("1,Helen Baker,+15195550123", "1,Helen Baker,+15195550129")
    assert counted(contacts(bare, changed)) == (0, 1, 3)
    assert numbers(bare)["2"] == [("+15195550123", False), ("+15195550124", False)]


def test_the_order_of_numbers_is_the_file_s(bare: Parts) -> None:
    contacts(bare)
    turned = CONTACTS.replace("+15195550123 +15195550124", "+15195550124 +15195550123")
    assert counted(contacts(bare, turned)) == (0, 1, 3)
    assert [e164 for e164, _ in numbers(bare)["2"]] == ["+15195550124", "+15195550123"]


def test_a_dry_run_says_what_would_happen_and_writes_nothing(bare: Parts) -> None:
    assert counted(contacts(bare, dry_run=True)) == (4, 0, 0)
    assert numbers(bare) == {}


def test_one_bad_row_and_nothing_is_imported_but_every_bad_row_is_told(bare: Parts) -> None:
    bad = CONTACTS + '5,,+15195550130,,\n1,Twice,,,\n6,Bad Number,12,,\n7,"two\nlines",,,de\n'
    report = contacts(bare, bad)
    assert [str(each) for each in report.bad] == [
        "line 6: the column name is empty",
        'line 7: the id "1" stands in line 2 too',
        "line 8: '12' cannot be a telephone number: it has too few digits; write it with its area code.",
        'line 10: "de" is no language of the lines; they speak en, fr',
    ]
    assert numbers(bare) == {}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xef\xbb\xbf" + CONTACTS.encode(), id="with a mark"),
        pytest.param(CONTACTS.encode("cp1252"), id="Windows-1252"),
        pytest.param(CONTACTS.encode("utf-16"), id="UTF-16"),
        pytest.param(CONTACTS.replace("\n", "\r\n").encode(), id="line ends of Windows"),
        pytest.param(
            CONTACTS.replace('"12 Main Street, Port Avery"', "12 Main Street").replace(",", ";").encode(), id=";"
        ),
        pytest.param(
            CONTACTS.replace('"12 Main Street, Port Avery"', "12 Main St").replace(",", "\t").encode(), id="tab"
        ),
        pytest.param(CONTACTS.replace("id,name,numbers", "ID, Name ,NUMBERS").encode(), id="headings in capitals"),
    ],
)
def test_whatever_program_wrote_the_file(bare: Parts, data: bytes) -> None:
    assert counted(contacts(bare, data)) == (4, 0, 0)
    with bare.database.transaction() as session:
        assert session.scalar(select(Contact.name).where(Contact.external_id == "3")) == "Éliane Trudel"


def test_a_mapping_says_which_heading_is_which(bare: Parts) -> None:
    renamed = CONTACTS.replace("id,name", "PersonNr,Full name")
    assert counted(contacts(bare, renamed, mapping={"id": "PersonNr", "name": "full-name"})) == (4, 0, 0)


@pytest.mark.parametrize(
    ("text", "mapping", "said"),
    [
        pytest.param(CONTACTS.replace("id,", "nr,"), {}, 'no column "id". The headings are: nr, name', id="missing"),
        pytest.param(CONTACTS, {"idd": "id"}, 'did you mean "id"?', id="mapping of nothing"),
        pytest.param(CONTACTS, {"id": "PersonNr"}, 'no column "PersonNr"', id="mapping to nothing"),
        pytest.param(CONTACTS.replace("address", "name"), {}, 'heading "name" stands twice', id="twice"),
        pytest.param("", {}, "The file is empty", id="empty"),
        pytest.param(b"PK\x03\x04", {}, "Save it as CSV", id="spreadsheet"),
        pytest.param(CONTACTS + '5,"no end', {}, "quotation mark", id="open quotation"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(bare: Parts, text: str, mapping: dict[str, str], said: str) -> None:
    with pytest.raises(Refused, match=said):
        contacts(bare, text, mapping=mapping)


def people(parts: Parts, text: str) -> ImportReport:
    with parts.database.transaction() as session:
        return import_people(session, text.encode(), COUNTY, NOW, dry_run=False)


def test_people_keep_the_order_of_their_numbers(bare: Parts) -> None:
    people(bare, "handle,name,numbers,email,language\nDuty Manager,Ann,+15195550172 +15195550171,a@b.example,en-CA\n")
    with bare.database.transaction() as session:
        person = session.scalars(select(Person)).one()
    assert (person.handle, person.numbers) == ("Duty Manager", ["+15195550172", "+15195550171"])
    assert person.language == "en"


def test_a_person_is_found_however_the_handle_is_spelt(bare: Parts) -> None:
    people(bare, "handle,name,numbers\nDuty Manager,Ann,+15195550172\n")
    again = people(bare, "handle,name,numbers\nduty-manager,Ann,+15195550172\n")
    assert (again.added, again.changed) == (0, 1)
    with bare.database.transaction() as session:
        assert numbers_of(session, "duty_manager") == ("+15195550172",)
        assert numbers_by_handle(session, ["Duty-Manager"]) == {"Duty-Manager": ("+15195550172",)}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        pytest.param("1x,Ann,+15195550171,,", "cannot be a handle", id="handle"),
        pytest.param("ann,Ann,,,", "numbers is empty", id="no number"),
        pytest.param("ann,Ann,911,,", "emergency number", id="emergency number"),
        pytest.param("ann,Ann,+15195550171,ann at home,", "no e-mail address", id="e-mail"),
    ],
)
def test_a_person_that_cannot_be_rung_is_refused(bare: Parts, row: str, said: str) -> None:
    report = people(bare, f"handle,name,numbers,email,language\n{row}\n")
    assert said in report.bad[0].reason
    with bare.database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_handle_of_another_council_is_not_taken_over(bare: Parts) -> None:
    people(bare, "handle,name,numbers\nann,Ann,+15195550171\n")
    with bare.database.transaction() as session:
        session.query(Person).update({"tenant": "wealden-vale"})
    assert "wealden-vale already" in people(bare, "handle,name,numbers\nann,Ann,+15195550171\n").bad[0].reason
