"""The search: all that is written of cases, spelled in any way, ranked, with its place; nothing a role may not see."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from afterhours.models import AuditEntry, Case, CaseEvent, Complaint, Recording, ScriptAnswer
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, World, token_in
from webhooks.desk.finding import spelling
from webhooks.desk.finding.search import PAGE
from webhooks.roles import Role


@pytest.fixture(scope="module")
def people(world: World) -> None:
    world.user("agent", Role.COUNTY_AGENT)
    world.user("night", Role.OUT_OF_HOURS_AGENT)
    world.user("duty", Role.COUNTY_AGENT, groups=("social-duty",))
    world.user("kent", Role.COUNTY_AGENT, (PARTNER,))


def searched(world: World, typed: str, login: str = "agent", **more: str) -> TestResponse:
    client = world.browser(login)
    token = token_in(client.get("/desk/cases").text)
    return client.post("/desk/cases", data={"number": typed, "csrf_token": token, **more})


def found_in(page: str) -> set[str]:
    return {part[:9] for part in page.split('href="/desk/cases/')[1:] if part[:9].isdecimal()}


@pytest.fixture(scope="module")
def searchable(world: World, people: None) -> dict[str, str]:
    """What a case is about -> its number."""
    made = {
        "tree": world.case(subject="Fallen trees on the road", location="9 Elm Street", caller_e164="+15195550188"),
        "ecole": world.case(location="14, rue de l’École", caller_e164="+15195550189"),
        "dog": world.case(service="lost-dog", caller_e164="+15195550190"),
        "named": world.case(caller_name="Élise Tremblay", caller_e164="+15195550191"),
        "on record": world.case(caller_e164="+15195550192"),
        "noted": world.case(caller_e164="+15195550193"),
        "foreign": world.case(tenant=PARTNER, line="wealden-night", subject="Fallen trees", caller_e164=None),
        "restricted": world.case(subject="Fallen trees and a worry", restricted="social-duty", caller_e164=None),
    }
    made |= {
        "told": world.case(answers=[answer("colour", "brindle"), answer("plate", "BXK 482")], caller_e164=None),
        "said": world.case(caller_e164=None),
        "screened": world.case(caller_e164=None),
        "complained": world.case(kind="complaint", caller_e164=None),
        "german": world.case(subject="Wasserrohrbrüche", location="Müllerstraße 5", caller_e164=None),
        "spelled": world.case(location="7 Mueller Lane", caller_e164=None),
        "postcode": world.case(location="3 Quay Street, N0E 1M0", caller_e164=None),
        "joined": world.case(location="4 Quay Street, N0E1M0", caller_e164=None),
        "kent": world.case(tenant=PARTNER, line="wealden-night", location="9 Hop Lane, TN22 1AA", caller_e164=None),
        "reached": world.case(contact_number="+15195550177", caller_e164=None),
        "scattered": world.case(location="Quarry Hill", caller_name="Ida Otterbein", caller_e164=None),
        "by hand": world.case(caller_e164=None),
    }
    world.contact("Gwendolyn Poole", e164="+15195550192")
    recording(world, made["said"], "There is a heron in my cellar. Ring me at 519 555 0166.")
    recording(world, made["said"], "The walrus of the talk.", kind="talk")
    about: Any = {"case_id": made["screened"].id, "tenant": COUNTY, "at": NOW, "by": "bo"}
    world.add(ScriptAnswer(service="welfare", step="who", value="Her brother from Saskatoon", **about))
    world.add(
        Complaint(
            case_id=made["complained"].id, tenant=COUNTY, received_at=NOW, stage="closed", receipt="post",
            lessons="Porters are told earlier.", remedy="A bouquet.", warm_transfer_note="The ombudsman is away.",
        )
    )  # fmt: skip
    note(world, made["scattered"], "The pheasants escaped; the owner is at (519) 555-0155 or +44 (0)1632 960142.")
    note(world, made["restricted"], "Ring the heronry.")
    note(world, made["noted"], "He keeps bees.")
    return {name: case.number for name, case in made.items()}


def answer(question: str, value: str) -> dict[str, Any]:
    return {"question": question, "kind": "text", "value": value, "recording": None}


def note(world: World, case: Case, said: str) -> None:
    world.add(CaseEvent(tenant=case.tenant, case_id=case.id, at=NOW, actor="bo", what="note", detail={"text": said}))


def recording(world: World, case: Case, transcript: str, kind: str = "message") -> None:
    world.add(
        Recording(
            tenant=COUNTY, call_id=case.call_id, account="AC1", provider_recording_id=f"RE{transcript[:9]}", kind=kind,
            transcript=transcript, created_at=NOW,
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "about"),
    [
        pytest.param("fallen tree", {"tree"}, id="stems"),
        pytest.param("FALL ro", {"tree"}, id="beginnings of words, in any case"),
        pytest.param("the elm", {"tree"}, id="small words do not count"),
        pytest.param("9 elm", {"tree"}, id="a street with its number"),
        pytest.param("ecole", {"ecole"}, id="without accents"),
        pytest.param("l'école", {"ecole"}, id="with accents and another apostrophe"),
        pytest.param("lost dog", {"dog"}, id="the title of a service"),
        pytest.param("chien", {"dog"}, id="its title in French"),
        pytest.param("tremblay", {"named"}, id="the name a caller gave"),
        pytest.param("gwendolyn", {"on record"}, id="a name on record"),
        pytest.param("bees", {"noted"}, id="a note"),
        pytest.param("555-019", {"dog", "named", "on record", "noted"}, id="the beginning of a local number"),
        pytest.param("519 555 0188", {"tree"}, id="a telephone number"),
        pytest.param("5550189", {"ecole"}, id="a local number"),
        pytest.param("brindle", {"told"}, id="an answer of the caller's"),
        pytest.param("bxk482", set(), id="what is written apart and is no postcode"),
        pytest.param("heron cellar", {"said"}, id="what a caller said"),
        pytest.param("walrus", set(), id="never what was said in a talk"),
        pytest.param("brothers saskatoon", {"screened"}, id="an answer of a script"),
        pytest.param("porter", {"complained"}, id="the lessons of a complaint"),
        pytest.param("bouquet ombudsman", {"complained"}, id="a remedy, and whom a complaint was taken to"),
        pytest.param("rohrbruch", set(), id="no middles of words"),
        pytest.param("Wasserrohrbruch", {"german"}, id="a German word without its umlaut"),
        pytest.param("wasserrohrbrueche", {"german"}, id="umlauts spelled out"),
        pytest.param("MÜLLER", {"german", "spelled"}, id="umlauts for what was spelled out"),
        pytest.param("muellerstrasse", {"german"}, id="a sharp s"),
        pytest.param("mu\u0308llerstraße", {"german"}, id="umlauts in two signs"),
        pytest.param("n0e1m0", {"postcode", "joined"}, id="a postcode in one piece"),
        pytest.param("N0E 1M0", {"postcode", "joined"}, id="a postcode in two"),
        pytest.param("quay n0e", {"postcode", "joined"}, id="half a postcode"),
        pytest.param("otterbein quarry pheasant", {"scattered"}, id="words in several places of a case"),
        pytest.param("dog mill", set(), id="every word is asked for"),
        pytest.param("519 555 0177", {"reached"}, id="the number to reach somebody at"),
        pytest.param("+1 (519) 555-0166", {"said"}, id="a number that was said"),
        pytest.param("519.555.0155", {"scattered"}, id="a number in a note"),
        pytest.param("5550155", {"scattered"}, id="a local number in a note"),
        pytest.param("482", {"told"}, id="digits that are no telephone number"),
        pytest.param("\U0001f415\U0001f415", set(), id="a sign that stands nowhere"),
        pytest.param("zebra", set(), id="nothing"),
        pytest.param("'); drop table --", set(), id="signs that mean something elsewhere"),
    ],
)
def test_cases_are_found_by(world: World, searchable: dict[str, str], typed: str, about: set[str]) -> None:
    numbers = {number: name for name, number in searchable.items()}
    found = found_in(searched(world, typed).text)
    assert {numbers[each] for each in found if each in numbers} == about


@pytest.mark.parametrize("typed", ["TN22 1AA", "tn221aa", "hop lane"])
def test_a_postcode_of_the_partner_is_found_there_and_not_here(
    world: World, searchable: dict[str, str], typed: str
) -> None:
    assert found_in(searched(world, typed, "kent").text) == {searchable["kent"]}
    assert found_in(searched(world, typed).text) == set()


@pytest.mark.parametrize("typed", ["01632 960142", "+44 1632 960142", "1632960142"])
def test_a_number_of_another_country_is_found_where_it_was_written(
    world: World, searchable: dict[str, str], typed: str
) -> None:
    world.user(f"both{len(typed)}", Role.COUNTY_AGENT, (PARTNER, COUNTY))
    assert found_in(searched(world, typed, f"both{len(typed)}").text) == {searchable["scattered"]}


def test_the_beginning_of_a_case_number_finds_it(world: World, searchable: dict[str, str]) -> None:
    assert searchable["tree"] in found_in(searched(world, searchable["tree"][:6]).text)


def test_what_has_all_words_in_its_own_fields_comes_first_then_the_newest(world: World) -> None:
    world.user("ranker", tenants=("fourth",))
    about: dict[str, Any] = {"tenant": "fourth", "line": "fourth"}
    told: tuple[tuple[str, int, dict[str, Any]], ...] = (
        ("own, old", 9, {"subject": "gravel barge"}),
        ("own", 5, {"location": "barge", "subject": "gravel"}),
        ("note", 2, {}),
        ("scattered", 1, {"subject": "gravel"}),
        ("other", 0, {"subject": "gravel only"}),
    )
    made = {
        name: world.case(opened_at=NOW - timedelta(hours=hours), **about, **columns) for name, hours, columns in told
    }
    note(world, made["note"], "a barge with gravel")
    note(world, made["scattered"], "the barge")
    page = searched(world, "gravel barge", "ranker").text
    order = [part[:9] for part in page.split('class="strong" href="/desk/cases/')[1:]]
    assert order == [made[name].number for name in ("own", "own, old", "note", "scattered")]


def test_the_place_of_a_match_is_shown_and_marked(world: World, searchable: dict[str, str]) -> None:
    for typed, told in (
        ("fallen", "<mark>Fallen</mark> trees on the road"),
        ("ecole", "<mark>École</mark>"),
        ("bees", "Note:</span> He keeps <mark>bees</mark>."),
        ("heron", "The caller said:</span> There is a <mark>heron</mark> in my cellar."),
        ("brothers", "Script:</span> Her <mark>brother</mark> from Saskatoon"),
        ("bouquet", "Remedy:</span> A <mark>bouquet</mark>."),
        ("brindle", "Colour:</span> <mark>brindle</mark>"),
        ("tremblay", "name:</span> Élise <mark>Tremblay</mark>"),
        ("gwendolyn", "Name on record for the number:</span> <mark>Gwendolyn</mark> Poole"),
        ("n0e1m0", "<mark>N0E 1M0</mark>"),
        ("519 555 0155", "at (<mark>519) 555-0155</mark>"),
        ("5195550177", "Number to reach them at:</span> (<mark>519) 555-0177</mark>"),
    ):
        assert told in searched(world, typed).text, typed


def test_what_is_marked_is_text_and_never_markup(world: World, people: None) -> None:
    case = world.case(caller_e164=None)
    note(world, case, "<script>quokka</script>")
    assert "&lt;script&gt;<mark>quokka</mark>&lt;/script&gt;" in searched(world, "quokka").text


def test_a_long_text_is_shown_around_what_was_searched(world: World, people: None) -> None:
    case = world.case(caller_e164=None)
    note(world, case, "one two " * 500 + "wombat " + "three four " * 500)
    page = searched(world, "wombat").text
    assert "…" in page
    assert "one two <mark>wombat</mark> three four" in page
    assert len(page) < 60_000


@pytest.mark.parametrize(
    "said", ["x" * 4000, "\u202eabc \U0001f600 " * 900, "1 " * 5000, "é" * 10_000, "' \\ \" | & ! :*"]
)
def test_whatever_is_pasted_into_a_note_is_kept(world: World, people: None, said: str) -> None:
    note(world, world.case(), said)
    assert searched(world, said[:200]).status_code in (200, 400)


@pytest.mark.parametrize(
    "typed", ["heron", "heronry", "519 555 0166", "saskatoon", "bouquet", "bees", "tremblay", "5195550155"]
)
def test_whoever_sees_no_case_of_the_council_finds_nothing_of_it(
    world: World, searchable: dict[str, str], typed: str
) -> None:
    for login in ("kent", "night"):
        page = searched(world, typed, login).text
        assert (found_in(page), "<mark>" in page) == (set(), False)


def test_restricted_words_are_found_by_their_group_alone(world: World, searchable: dict[str, str]) -> None:
    assert found_in(searched(world, "heronry", "agent").text) == set()
    assert found_in(searched(world, "heronry", "duty").text) == {searchable["restricted"]}


def test_of_a_case_that_one_may_see_only_what_one_may_read_is_found(world: World, searchable: dict[str, str]) -> None:
    """An out-of-hours agent: notes and scripts, but no names, no recordings, no complaints."""
    world.user("owl", Role.OUT_OF_HOURS_AGENT)
    for name in ("said", "screened", "complained", "noted", "named", "told"):
        with world.parts.database.transaction() as session:
            world.let_see("owl", session.scalars(select(Case).where(Case.number == searchable[name])).one())
    for typed, found in (
        ("heron", False), ("saskatoon", True), ("bouquet", False), ("bees", True), ("tremblay", False),
        ("brindle", True),
    ):  # fmt: skip
        page = searched(world, typed, "owl").text
        assert (bool(found_in(page)), "<mark>" in page) == (found, found), typed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("12", "at least three digits", id="two digits"),
        pytest.param("x", "at least two letters", id="one letter"),
        pytest.param("123-456-789", "a digit is wrong, or two are exchanged", id="mistyped case number"),
    ],
)
def test_what_cannot_be_searched_is_explained_beside_the_field(
    world: World, people: None, typed: str, said: str
) -> None:
    refused = searched(world, typed)
    assert refused.status_code == 400
    assert said in refused.text
    assert f'value="{typed}"' in refused.text


def test_a_search_keeps_the_filters_and_can_be_narrowed_further(world: World, searchable: dict[str, str]) -> None:
    assert searchable["tree"] in searched(world, "fallen", status="new").text
    page = searched(world, "fallen", status="closed").text
    assert searchable["tree"] not in found_in(page)
    assert '<option value="closed" selected>' in page
    assert 'name="number" value="fallen"' in page


def test_the_way_to_every_other_page_stays_while_one_searches(world: World, searchable: dict[str, str]) -> None:
    for typed in ("fallen", "519 555 0188", "zebra"):
        page = searched(world, typed).text
        assert '<a href="/desk/rosters">Rosters</a>' in page
        assert '<a href="/desk/cases" aria-current="page">Cases</a>' in page


def test_a_filter_is_cleared_and_the_search_stays(world: World, searchable: dict[str, str]) -> None:
    assert 'name="clear"' not in searched(world, "fallen").text
    assert 'name="clear"' in searched(world, "fallen", status="closed").text
    page = searched(world, "fallen", status="closed", clear="1").text
    assert searchable["tree"] in found_in(page)
    assert "Try fewer words, or only how they begin." in searched(world, "zebra").text


def test_an_agent_who_may_not_read_names_finds_nobody_by_theirs(world: World, searchable: dict[str, str]) -> None:
    for typed in ("tremblay", "gwendolyn"):
        assert found_in(searched(world, typed, "night").text) & set(searchable.values()) == set()


def test_what_was_searched_is_audited_without_the_words(world: World, searchable: dict[str, str]) -> None:
    world.user("seeker")
    searched(world, "tremblay", "seeker")
    with world.parts.database.transaction() as session:
        query = select(AuditEntry).where(AuditEntry.actor == "seeker", AuditEntry.action == "cases.searched")
        entry = session.scalars(query).one()
    assert (entry.object, entry.detail) == (None, {"by": "words", "found": 1})


def test_a_long_result_goes_on_by_key(world: World) -> None:
    world.user("reader-on", tenants=("elsewhere",))
    made = [
        world.case(tenant="elsewhere", line="elsewhere", subject="hail", opened_at=NOW - timedelta(minutes=each)).number
        for each in range(PAGE + 2)
    ]
    first = searched(world, "hail", "reader-on").text
    before = first.split('name="before" value="')[1][:9]
    weight = first.split('name="weight" value="')[1][0]
    rest = searched(world, "hail", "reader-on", before=before, weight=weight).text
    assert found_in(first) | found_in(rest) == set(made)
    assert found_in(first) & found_in(rest) == set()


SPELLED = st.text(st.sampled_from("aAbzZ09 éÉüÜöäÄßẞœŒæøłñçÇ’'-–.,/\u0308\u0301\u00a0²ﬁ中я🐕١()"), max_size=30)


@pytest.mark.slow
def test_the_program_and_the_database_spell_alike(world: World) -> None:
    with world.parts.database.transaction() as session:

        @given(SPELLED)
        def alike(said: str) -> None:
            there = session.scalar(text("select ivr_spelled(:said)"), {"said": said}) or ""
            here = [each for word in spelling.words(said) for each in word]
            assert set(here) <= set(there.split())

        alike()
