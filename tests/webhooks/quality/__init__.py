"""Tests of `webhooks.quality`."""
