"""Lines, offers and callbacks over the real database."""
