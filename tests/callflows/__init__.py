"""Tests of the data in callflows/: it loads clean, says what it must, and its own tests pass."""
