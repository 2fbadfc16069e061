"""What this program asks of a telephone provider, and the one adapter that asks it."""
