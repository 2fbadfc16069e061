"""Rosters, opening hours and shifts as they are now, and their changes."""
