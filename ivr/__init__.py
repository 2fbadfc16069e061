"""Telephony: calls, flows, turns; knows nothing of municipalities and imports nothing of the other two packages."""
