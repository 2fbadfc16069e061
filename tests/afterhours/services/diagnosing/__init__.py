"""Tests of what `ivr doctor` finds."""
