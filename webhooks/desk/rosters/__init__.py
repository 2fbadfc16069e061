"""Who is on duty, the weeks ahead, and swaps."""
