"""One case: what is known of it, and what its reader may do about it."""
