"""Tests of afterhours/services."""
