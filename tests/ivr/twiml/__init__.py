"""Tests of ivr.twiml."""
