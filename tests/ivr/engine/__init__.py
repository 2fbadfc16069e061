"""The engine: pure, so its tests run in milliseconds."""
