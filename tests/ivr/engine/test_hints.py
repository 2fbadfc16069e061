"""What travels in the address of the next turn: whose emergency it is, or would be at each key."""

from ivr.engine.hints import RAISED, hints
from ivr.engine.nodes.ask import Ask, Choice
from ivr.engine.nodes.emergency import Emergency
from ivr.engine.nodes.go import Go
from ivr.engine.nodes.report import Report
from tests.ivr.engine.builders import PAGING, Conversation, World, a_book, a_flow, a_question, a_request, say

MENU = Ask(
    name="menu",
    ask={"en": "What?"},
    keys={
        "1": Choice(what={"en": "water"}, go="burst"),
        "2": Choice(what={"en": "help"}, go="calming"),
        "3": Choice(what={"en": "a dog"}, go="dog"),
        "4": Choice(what={"en": "a round"}, go="round"),
    },
)
BOOK = a_book(
    a_flow(
        MENU,
        Report(name="burst", report="water", next="goodbye", nobody="goodbye"),
        say("calming", next="help"),
        Emergency(name="help", emergency="county", next="goodbye", nobody="goodbye"),
        Report(name="dog", report="dog", next="goodbye"),
        Go(name="round", go="round"),
    ),
    requests=(a_request(a_question("where", "address"), emergency="water"), a_request(name="dog")),
)


def test_at_a_menu_every_key_that_raises_an_emergency_names_its_roster() -> None:
    assert hints(BOOK, Conversation(BOOK).state) == {"1": "water", "2": "county"}


def test_once_raised_it_is_the_roster_of_the_call_whatever_comes_later() -> None:
    call = Conversation(BOOK, World(standing=PAGING)).presses("1")
    assert hints(BOOK, call.state) == {RAISED: "water"}
    assert hints(BOOK, call.says("12 Main Street").waits().state) == {RAISED: "water"}


def test_where_nothing_can_be_raised_there_is_nothing_to_say() -> None:
    assert hints(BOOK, Conversation(BOOK).presses("3").state) == {}
