"""The folder callflows/ read as a whole: what it says, and every mistake in it with its place."""

from datetime import UTC, date, datetime, time

import pytest

from afterhours.opening import opening
from afterhours.rules.hours import DatedException, Window
from afterhours.site import Site, load_site
from tests.afterhours.small_county import HOURS, MAIN, SERVICES, SITE, folder


@pytest.fixture(scope="module")
def site() -> Site:
    found, faults = load_site(folder())
    assert found is not None, str(faults)
    return found


def faults_of(**changes: str | None) -> str:
    return str(load_site(folder(**changes))[1])


def test_the_county_loads_with_its_lines_councils_and_hours(site: Site) -> None:
    assert site.tenant == "long-point-county"
    assert list(site.councils) == ["long-point-county", "wealden-vale"]
    assert list(site.book.lines) == ["main", "wealden-night", "flu-clinic"]
    assert site.services["water-main-break"].department == "water"
    assert site.hours["town-hall"].week[0] == (Window(time(8, 30), time(12)), Window(time(13), time(16, 30)))
    assert site.hours["town-hall"].exceptions[1] == DatedException(date(2026, 12, 25), date(2027, 1, 1))
    assert set(site.people) == {"ann", "duty-manager"}


def test_a_line_has_what_its_council_says(site: Site) -> None:
    line = site.book.lines["wealden-night"]
    assert (line.tenant, line.emergency_number, line.country, line.zone) == (
        "wealden-vale",
        "9 9 9",
        "GB",
        "Europe/London",
    )
    assert list(line.languages) == ["en"]
    assert line.fallback_person == "duty-manager"
    assert line.recording_notice["en"].startswith("This call is recorded")


@pytest.mark.parametrize(
    ("dialled", "at", "expected"),
    [
        pytest.param("+15195550100", "2026-11-23T15:00", ("main", "main", True), id="open"),
        pytest.param("+15195550100", "2026-11-23T17:30", ("main", "night", False), id="lunch"),
        pytest.param("+441632960100", "2026-11-23T15:00", ("wealden-night", "wealden", None), id="no hours"),
        pytest.param("+15195550140", "2026-11-23T17:30", ("flu-clinic", "main", None), id="campaign"),
        pytest.param("+15195550140", "2026-12-26T07:15", ("flu-clinic", "night", False), id="campaign over"),
        pytest.param("+15195559999", "2026-11-23T15:00", ("main", "main", True), id="a number nobody knows"),
    ],
)
def test_which_flow_answers(site: Site, dialled: str, at: str, expected: tuple[str, str, bool | None]) -> None:
    found = opening(site, dialled, datetime.fromisoformat(at).replace(tzinfo=UTC))
    assert (found.line, found.flow, found.in_hours) == expected


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(
            "zone: America/Toronto", "zone: Toronto", 'site.yaml:2:7: "Toronto" is not a time zone', id="city"
        ),
        pytest.param("zone: America/Toronto", "zone: EST", "site.yaml:2:7", id="abbreviation"),
        pytest.param("country: CA", "country: Canada", 'did you mean "CA"?', id="country"),
        pytest.param('"9 1 1"', "nine one one", "is not an emergency number", id="emergency number"),
        pytest.param("emergency_number", "emergency-nummer", 'did you mean "emergency_number"?', id="field"),
        pytest.param("emergency_number:", "emergncy:", "site.yaml has no emergency_number:", id="missing field"),
        pytest.param("en-CA", "english", "en-CA, fr-CA, en-GB", id="locale"),
        pytest.param("fr: {locale", "de: {locale", 'no sentences of its own in "de"', id="language"),
        pytest.param("  fr: Cet appel", "  #fr: Cet appel", 'is missing in "fr"', id="notice"),
        pytest.param('"+15195550140"', '"+15195550100"', "is also the number of main, line 18", id="duplicate number"),
        pytest.param('"+15195550140"', '"+1519555014"', "too few digits", id="short number"),
        pytest.param('"+15195550140"', '"911"', "emergency number", id="forbidden number"),
        pytest.param('"+15195550140"', '"519 555 0140"', "with its country", id="number without country"),
        pytest.param("flow: wealden", "flow: waelden", 'did you mean "wealden"?', id="flow"),
        pytest.param("hours: town-hall", "hours: townhall", 'did you mean "town-hall"?', id="hours"),
        pytest.param("tenant: wealden-vale", "tenant: wealden", 'did you mean "wealden-vale"?', id="council"),
        pytest.param("then: main", "then: maine", 'did you mean "main"?', id="then"),
        pytest.param("until: 2026-12-20", "until: 2026-09-20", "before it begins", id="season"),
        pytest.param(", then: main", "", "nobody answers out of it", id="campaign without then"),
        pytest.param("until: 2026-12-20", "until: 20 Dec 2026", "is not a date", id="date"),
        pytest.param(", hours: town-hall", "", "has a flow for closed hours, and no hours:", id="closed without hours"),
    ],
)
def test_a_mistake_in_site_yaml(old: str, new: str, said: str) -> None:
    assert old in SITE
    assert said in faults_of(site=SITE.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(
            "08:30-12:00, 13", "08.30-12.00, 13", 'is not opening hours - write it as "08:30-16:30"', id="dots"
        ),
        pytest.param("13:00-16:30", "11:00-16:30", "two of these hours overlap", id="overlap"),
        pytest.param("mon-fri", "mon-fry", "is not a day of the week", id="day"),
        pytest.param("mon-fri", "mondey", 'did you mean "monday"?', id="full day"),
        pytest.param("16:30", "25:30", "hours go from 00:00 to 24:00", id="late"),
        pytest.param("13:00-16:30", "13:00-13:00", "for the whole day, or closed", id="no time"),
        pytest.param("2026-12-25..2027-01-01", "2027-01-01..2026-12-25", "write the earlier day first", id="range"),
        pytest.param("2026-12-24", "2026-12-32", "is not a date", id="date"),
        pytest.param("2026-12-24:", "2026-12-25..2027-01-01 :", "stands here twice", id="twice"),
        pytest.param("except:", "excepted:", 'did you mean "except"?', id="field"),
        pytest.param("  zone: America/Toronto\n", "", "town-hall has no zone:", id="no zone"),
    ],
)
def test_a_mistake_in_hours_yaml(old: str, new: str, said: str) -> None:
    assert old in HOURS
    assert said in faults_of(hours=HOURS.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("kind: address", "kind: adress", 'did you mean "address"?', id="kind"),
        pytest.param("department: bylaw", "owner: bylaw", '"owner" is not a field of lost-dog', id="field"),
        pytest.param("department: bylaw", "answered_by: county", "write a list: [a, b]", id="not a list"),
        pytest.param("department: bylaw", "restricted: [social-duty]", "wanted: a group", id="a list"),
        pytest.param("department: bylaw", "target: 4 moons", '"4 moons" is not a target', id="target"),
        pytest.param("department: bylaw", "knowledge: lost-dog.md", "no file knowledge/lost-dog.md", id="no note"),
        pytest.param("name: {en: Lost dog, fr: Chien perdu}, ", "", "lost-dog has no name:", id="no name"),
        pytest.param("kind: address", "kind: choice", "choices: belong to kind choice", id="choice without choices"),
        pytest.param("required: true", "required: maybe", "write yes or no", id="flag"),
    ],
)
def test_a_mistake_in_services_yaml(old: str, new: str, said: str) -> None:
    assert old in SERVICES
    assert said in faults_of(services=SERVICES.replace(old, new, 1))


def test_a_faulty_kind_of_request_does_not_blame_the_flow_that_names_it() -> None:
    found = faults_of(services=SERVICES.replace("required: true", "required: maybe"))
    assert "flows/" not in found


def test_mistakes_in_several_files_are_told_at_once() -> None:
    found = faults_of(
        site=SITE.replace("country: CA", "country: Canada"),
        hours=HOURS.replace("mon-fri", "mon-fry"),
        services=SERVICES.replace("kind: address", "kind: adress"),
        flows__main=MAIN.replace("report: lost-dog", "report: lost-dgo"),
    )
    for place in ("site.yaml:3", "hours.yaml:3", "services.yaml:8", "flows/main.yaml"):
        assert place in found


def test_two_exceptions_that_are_equally_exact_and_share_days_are_refused() -> None:
    twice = HOURS + "    2026-12-26..2027-01-02: closed\n"
    assert "equally exact" in faults_of(hours=twice)


def test_lines_that_lead_back_to_themselves_are_refused() -> None:
    ring = SITE.replace("closed: night}", "closed: night, until: 2026-11-01, then: flu-clinic}")
    assert "main leads back to itself: main -> flu-clinic -> main" in faults_of(site=ring)


def test_a_misspelt_file_is_told_and_not_left_out_in_silence() -> None:
    files = folder(hours=None) | {"hour.yaml": HOURS.encode()}
    found = str(load_site(files)[1])
    assert 'hour.yaml:1:1: this file would not be read - did you mean "hours.yaml"?' in found


def test_a_folder_without_site_yaml_is_told() -> None:
    assert "there is no file site.yaml in this folder" in faults_of(site=None)


def test_with_the_people_known_a_handle_nobody_has_is_a_fault() -> None:
    _, faults = load_site(folder(), people={"duty-manager", "bo"})
    assert 'rosters.yaml:4:24: "ann" is no person with a telephone' in str(faults)


def test_a_number_of_stories_is_a_warning_only(site: Site) -> None:
    _, faults = load_site(folder())
    assert not faults.refusing
    assert "+441632960100 is in no range" in str(faults)


OFFICE = "fallback_person: duty-manager\noffice_hours: Town Hall\nhandover_to: [duty-manager, ann, Ann]\n"


def test_an_office_has_its_calendar_and_those_who_get_the_night() -> None:
    site, _ = load_site(folder(site=SITE.replace("fallback_person: duty-manager\n", OFFICE)))
    assert site is not None
    own, partner = site.councils["long-point-county"], site.councils["wealden-vale"]
    assert (own.office_hours, own.handover_to, own.tonight_to) == (
        "town-hall",
        ("duty-manager", "ann"),
        own.handover_to,
    )
    assert (partner.office_hours, partner.handover_to, partner.tonight_to) == (None, (), ())


def test_without_office_hours_those_of_the_first_line_are_meant(site: Site) -> None:
    assert site.councils["long-point-county"].office_hours == "town-hall"


def test_the_evening_s_paper_may_go_to_others_or_to_nobody() -> None:
    for written, meant in (("[ann]", ("ann",)), ("[]", ())):
        site, _ = load_site(
            folder(site=SITE.replace("lines:", f"handover_to: [duty-manager]\ntonight_to: {written}\nlines:", 1))
        )
        assert site is not None
        assert site.councils["long-point-county"].tonight_to == meant


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param("office_hours: town-hal", 'did you mean "town-hall"?', id="a calendar nobody wrote"),
        pytest.param("handover_to: ann", "wanted: a list of handles", id="no list"),
        pytest.param("handover_to: [{name: ann}]", "wanted: a person's handle", id="no handle"),
    ],
)
def test_a_mistake_in_what_is_said_of_an_office(written: str, said: str) -> None:
    assert said in faults_of(site=SITE.replace("lines:", f"{written}\nlines:", 1))


def test_those_who_get_the_night_must_be_known() -> None:
    changed = SITE.replace("lines:", "handover_to: [nobody-known]\nlines:", 1)
    _, faults = load_site(folder(site=changed), people={"ann", "duty-manager"})
    assert "nobody-known" in str(faults)


def test_a_revision_of_the_previous_version_whose_emergencies_name_a_person_is_read_for_the_calls_it_leads() -> None:
    files = folder(services=SERVICES.replace("emergency: water", "emergency: ann"))
    assert load_site(files)[0] is None
    old, _ = load_site(files, check=False)
    assert old is not None
    assert old.book.requests["water-main-break"].emergency == "ann"
    assert [target.name for level in old.plan_of("ann").levels for target in level.ring] == ["duty-manager"]
