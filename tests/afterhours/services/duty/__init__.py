"""Tests of rosters, hours and shifts as they are now."""
