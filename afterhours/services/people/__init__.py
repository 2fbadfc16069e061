"""People who may be rung: who they are, and whether they can be reached."""
