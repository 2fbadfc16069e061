"""Tests of ivr/simulator."""
