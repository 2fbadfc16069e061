"""Tests of `webhooks.figures`."""
