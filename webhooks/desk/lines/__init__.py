"""The lines of callers: who waits for which group, who is there for them, and who is still to be called back."""
