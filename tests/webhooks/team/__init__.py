"""Tests of `webhooks.team`."""
