"""Whole calls through the real web application, the real database and the simulated network."""
