"""Builders that several kinds of test share."""
