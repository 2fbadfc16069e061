"""Opening hours: what callers meet, and opening or closing at once."""
