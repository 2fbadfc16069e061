"""The form of a call: faults, drafts, two who write at the same time, and how it is finished."""

from datetime import timedelta

from sqlalchemy import select

from afterhours.models import CallDraft
from tests.webhooks.desk.calls_world import address_of, filled, night_call, now_is, page, sends
from tests.webhooks.pages.world import NOW, World


def test_details_are_saved_and_stand_in_the_history(night: World) -> None:
    case, client = night_call(night), night.browser("nora")
    form = filled(
        client, case, caller_name="Mary Poole", contact_number="519 555 0144", subject="The cellar fills",
        priority="urgent", callback_wanted="yes", did="Told her to shut the valve", note="Speaks slowly",
    )  # fmt: skip
    assert sends(client, case, "details", **form).status_code == 303
    found = now_is(night, case)
    assert (found.caller_name, found.contact_number, found.priority, found.callback_wanted) == (
        "Mary Poole", "+15195550144", "urgent", True,
    )  # fmt: skip
    shown = page(night, case)
    for words in (
        "Did: Told her to shut the valve",
        "Note: Speaks slowly",
        '<span class="quiet">Nora Field</span>',
        "The cellar fills",
        "(519) 555-0144",
    ):
        assert words in shown, words


def test_a_fault_stands_beside_its_field_and_nothing_that_was_typed_is_lost(night: World) -> None:
    case, client = night_call(night), night.browser("nora")
    form = filled(client, case, contact_number="12", subject="The cellar fills", note="half a sentence")
    answer = sends(client, case, "details", **form)
    assert answer.status_code == 400
    assert "write it with its area code" in answer.text
    assert 'id="contact_number-fault"' in answer.text
    assert "The cellar fills" in answer.text
    assert "half a sentence" in answer.text
    assert now_is(night, case).subject is None


def test_a_call_is_not_finished_without_saying_what_came_of_it(night: World) -> None:
    case, client = night_call(night), night.browser("nora")
    answer = sends(client, case, "details", **filled(client, case), then="wrap-up")
    assert answer.status_code == 400
    assert "Say what came of the call" in answer.text
    form = filled(client, case, disposition="dealt_with", avoidable="progress", first_contact="yes")
    done = sends(client, case, "details", **form, then="wrap-up")
    assert (done.status_code, done.headers["Location"]) == (303, "/desk")
    found = now_is(night, case)
    assert (found.status, found.avoidable, found.first_contact, found.wrapped_by) == (
        "resolved", "progress", True, "nora",
    )  # fmt: skip


def test_how_a_call_ended_by_itself_is_no_answer_of_an_agent(night: World) -> None:
    over = {"ended_at": NOW - timedelta(seconds=20), "end_status": "completed"}
    case, nora = night_call(night, disposition="message_left", call=over), night.browser("nora")
    shown = page(night, case)
    assert "The caller has hung up" in shown
    assert "How can I help you?" not in shown
    form = filled(nora, case)
    assert form["disposition"] == ""
    assert sends(nora, case, "details", **form, then="wrap-up").status_code == 400
    done = sends(nora, case, "details", **{**form, "disposition": "passed_on"}, then="wrap-up")
    assert done.status_code == 303
    assert now_is(night, case).disposition == "passed_on"


def test_two_agents_on_one_call_see_each_other_and_lose_nothing(night: World) -> None:
    case, nora, bo = night_call(night), night.browser("nora"), night.browser("bo")
    theirs = filled(bo, case)
    assert "Bo Singh has this call open too" in nora.get(address_of(case, "/here")).text
    mine = filled(nora, case, location="14 Main Street", caller_name="Mary")
    assert sends(nora, case, "details", **mine).status_code == 303
    clash = sends(bo, case, "details", **{**theirs, "location": "16 Main Street", "subject": "The cellar fills"})
    assert clash.status_code == 409
    assert "14 Main Street" in clash.text
    assert 'value="16 Main Street"' in clash.text
    assert 'value="The cellar fills"' in clash.text
    assert 'value="Mary"' in clash.text
    assert now_is(night, case).location == "14 Main Street"


def test_whoever_saves_again_after_seeing_the_others_words_keeps_their_own(night: World) -> None:
    case, nora, bo = night_call(night), night.browser("nora"), night.browser("bo")
    theirs = filled(bo, case)
    sends(nora, case, "details", **filled(nora, case, location="14 Main Street"))
    sends(bo, case, "details", **{**theirs, "location": "16 Main Street"})
    again = {**theirs, "location": "16 Main Street", "was-location": "14 Main Street"}
    assert sends(bo, case, "details", **again).status_code == 303
    assert now_is(night, case).location == "16 Main Street"


def test_a_draft_is_there_again_for_its_writer_alone_until_it_is_saved(night: World) -> None:
    case, nora = night_call(night), night.browser("nora")
    form = filled(nora, case, note="She says that the", subject="cell")
    assert sends(nora, case, "draft", **form).status_code == 204
    shown = page(night, case)
    assert "She says that the" in shown
    assert "Your draft of" in shown
    assert "She says that the" not in page(night, case, "bo")
    assert "is writing" in night.browser("bo").get(address_of(case, "/here")).text
    assert now_is(night, case).subject is None
    sends(nora, case, "details", **filled(nora, case, note="She says that the cellar fills"))
    assert "Your draft of" not in page(night, case)
    with night.parts.database.transaction() as session:
        assert session.scalars(select(CallDraft)).all() == []


def test_a_draft_can_be_thrown_away(night: World) -> None:
    case, nora = night_call(night), night.browser("nora")
    sends(nora, case, "draft", **filled(nora, case, note="nonsense"))
    assert sends(nora, case, "draft/discard").status_code == 303
    assert "nonsense" not in page(night, case)
