"""Complaints, from receipt to closing."""
