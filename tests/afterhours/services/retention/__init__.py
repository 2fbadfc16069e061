"""Tests of what is kept, held and purged."""
