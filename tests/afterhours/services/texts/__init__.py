"""Tests of texts, in and out."""
