"""Set-up scripts, written with the standard library only: they run before the environment exists."""
