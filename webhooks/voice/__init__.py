"""The telephone's door: everything the provider asks during a call. Every route here is signed by the provider."""
