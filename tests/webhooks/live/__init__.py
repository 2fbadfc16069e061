"""The live process: who hears what, and its streams."""
