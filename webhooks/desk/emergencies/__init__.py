"""Emergencies: the list, each one's story, and what may be done about it."""
