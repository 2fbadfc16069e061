"""Tests of the bench itself; it measures nothing here."""
