"""The domain: what a municipality does with its calls; imports ivr, never webhooks."""
