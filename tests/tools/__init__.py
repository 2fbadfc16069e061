"""Tests of the set-up scripts."""
