"""Texts: those that come in, those that leave, and what becomes of them."""
