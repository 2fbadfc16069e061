"""A call becomes a case, whatever happens to the call."""
