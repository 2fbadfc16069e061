"""Tests of calls that become cases."""
