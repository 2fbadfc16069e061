"""Backups of everything that must not be lost, and their restoring."""
