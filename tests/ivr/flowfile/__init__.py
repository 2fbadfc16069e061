"""Reading, typing, checking and drawing call flows."""
