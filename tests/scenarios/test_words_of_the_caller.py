"""What a caller adds while waiting is what the paged person hears: in their own voice, through a signed address."""

from urllib.parse import urlsplit

from sqlalchemy import text

from tests.scenarios.test_paging import PRIMARY, a_burst_pipe
from tests.support.county import County
from tests.support.scheduled import at_work
from webhooks.app import create_app

ADDED = "It is running into the cellar of the school."


def played(county: County) -> list[str]:
    """The addresses of what the network has played to people."""
    events = county.network.exchange.events.after(0, 10_000)
    return [str(event.data["url"]) for event in events if event.kind == "played" and "/recordings/" in str(event.data)]


def test_who_is_paged_hears_the_caller_s_own_words_wherever_they_are_kept_by_then(long_point: County) -> None:
    with at_work(long_point) as county:
        person = county.person(PRIMARY)
        caller = a_burst_pipe(county).hears("To add something, press 1").presses("1").hears("after the tone")
        caller.telephone.listen()
        caller.says(ADDED).waits(4).presses("#").waits(12)
        person.rings(within=180).answers().hears("press 1").presses("1").hears("To accept, press 1")
        (address,) = played(county)
        answer = create_app(county.parts).test_client().get(urlsplit(address).path)
        assert (answer.status_code, answer.data[:4]) == (200, b"RIFF")
        assert answer.headers["Accept-Ranges"] == "bytes"
        with county.parts.database.transaction() as session:
            told = session.execute(text("select state, transcript from recording")).all()
        assert [tuple(row) for row in told] == [("deleted_at_provider", ADDED)]
