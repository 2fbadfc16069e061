"""A checked folder of flows becomes what callers hear."""
