"""Tests of the rehearsals in memory."""
