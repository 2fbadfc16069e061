"""Tests of afterhours/rules."""
