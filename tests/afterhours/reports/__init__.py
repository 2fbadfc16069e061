"""The reports of the service."""
