"""Reads TwiML as strictly as the provider does: what an element may hold, and what each value may be. Pure."""
