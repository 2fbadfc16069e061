"""What the pages share, and the small county every test of a page is about."""
