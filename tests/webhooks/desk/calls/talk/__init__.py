"""The talk on the page of a call."""
