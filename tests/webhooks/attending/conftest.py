"""The county of these tests."""

from tests.webhooks.pages.world import world, world_with

__all__ = ["world", "world_with"]
