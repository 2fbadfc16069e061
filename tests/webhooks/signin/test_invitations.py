"""Links that let somebody in: whoever tries many has to wait, and nobody else does."""

from afterhours.services.guesses import INVITATION
from tests.webhooks.pages.world import World


def test_whoever_tries_many_links_has_to_wait_and_nobody_else_does(world: World) -> None:
    client, elsewhere = world.browser(), world.browser()
    elsewhere.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    for number in range(INVITATION.free):
        assert client.get(f"/invitation/there-is-none-{number}").status_code == 404
    slowed = client.get("/invitation/there-is-none")
    assert (slowed.status_code, slowed.headers["Retry-After"]) == (429, "2")
    assert "Nobody is locked out" in slowed.text
    assert elsewhere.get("/invitation/there-is-none").status_code == 404
    world.parts.real_clock.advance(2)
    assert client.get("/invitation/there-is-none").status_code == 404
