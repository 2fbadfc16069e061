"""The telephone's door, asked as the provider asks it."""
