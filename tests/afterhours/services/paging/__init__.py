"""The pager, on the real database."""
