"""My sign-in: what everybody keeps about their own way in: second factor, keys, password, sessions."""

from flask import Flask

from webhooks.account import app_setup as app_setup  # these pages belong to the blueprint
from webhooks.account import confirming as confirming
from webhooks.account import keys as keys
from webhooks.account.routes import ACCOUNT
from webhooks.pages.parts import Parts


def register(app: Flask, parts: Parts) -> None:  # noqa: ARG001 - every package of pages is registered alike
    """`webhooks.pages` and `webhooks.signin` are registered before."""
    app.register_blueprint(ACCOUNT)
