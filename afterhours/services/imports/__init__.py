"""What others keep in tables, taken over."""
