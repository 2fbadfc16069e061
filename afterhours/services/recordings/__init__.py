"""Recordings: brought home, kept whole, and heard by whoever may."""
