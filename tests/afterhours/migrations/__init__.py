"""Tests of afterhours/migrations."""
