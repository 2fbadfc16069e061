"""Tests of links to the story of a call."""
