"""`python -m webhooks.cli` is `ivr`."""

from webhooks.cli import main

main()
