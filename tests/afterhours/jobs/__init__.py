"""Tests of afterhours/jobs."""
