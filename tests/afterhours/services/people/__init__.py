"""Tests of people who may be rung."""
