"""Tests of afterhours/site."""
