"""The demo telephone."""
