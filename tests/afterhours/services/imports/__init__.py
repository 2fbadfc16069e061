"""Tests of tables that are taken over."""
