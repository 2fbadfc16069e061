"""Callers in line, the agents they are offered to, and how the two are put together."""
