"""Every door to the outside: webhooks, pages and commands."""
