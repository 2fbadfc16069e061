"""The page behind the link in a text, in one process."""
