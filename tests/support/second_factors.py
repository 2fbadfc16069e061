"""People with a second factor, for tests: an app set up, its codes, and pages as a real service shows them."""

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from pyotp import TOTP

from tests.webhooks.pages.world import World, token_in
from webhooks.signin.totp import PERIOD, begin_totp, confirm_totp

REAL = {"TELEPHONY": "twilio", "TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "a-token-of-the-tests"}
"""Settings of a service whose people are real: all of them need a second factor."""


def with_app(world: World, login: str, **more: Any) -> TOTP:
    """A user with an authenticator app; the next code that is accepted is that of the following time step."""
    user = world.user(login, **more)
    now, keys = world.parts.real_clock.now(), world.parts.settings.secret_keys
    with world.parts.database.transaction() as session:
        app = TOTP(begin_totp(session, user, keys, now))
        assert confirm_totp(session, user, app.at(now), keys, now)
    world.parts.real_clock.advance(PERIOD)
    return app


def code_now(world: World, app: TOTP, steps: int = 0) -> str:
    """The code of this time step, or of one so many steps away."""
    return app.at(world.parts.real_clock.now() + timedelta(seconds=steps * PERIOD))


def post(client: FlaskClient, path: str, page: str, **form: str) -> Any:
    """A form of `page`, sent to `path`."""
    return client.post(path, data={"csrf_token": token_in(client.get(page).text), **form})
