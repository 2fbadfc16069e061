"""What happened in a call and after it, in words."""
