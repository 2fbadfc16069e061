"""Work on cases, on the real database."""
