"""The demo telephone. It exists only while the telephone is simulated."""

from flask import Flask

from webhooks.pages.parts import Parts


def register(app: Flask, parts: Parts) -> None:
    """The page /phone and what it asks; `webhooks.pages` is registered before."""
