"""How long it takes to say something."""

LETTERS_A_SECOND = 15
SHORTEST = 0.5


def speaking_time(text: str) -> float:
    """Seconds; at least half a second."""
    return max(SHORTEST, len(text) / LETTERS_A_SECOND)
