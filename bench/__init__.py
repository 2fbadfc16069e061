"""How fast a turn of a call is, measured beside a bare Flask route and beside the database's own rate."""
