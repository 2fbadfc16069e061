"""Flask's own session, which holds form tokens only: it is opened for a browser that has its cookie."""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface


class FormSessions(SecureCookieSessionInterface):
    """A request without any cookie begins with an empty session, and no keys are derived for it.

    The provider's requests never have one, and there are a thousand of them for each page.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return super().open_session(app, request) if "HTTP_COOKIE" in request.environ else self.session_class()
