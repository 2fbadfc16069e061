"""The page of one call: what whoever answers must know and can do, in one glance."""
