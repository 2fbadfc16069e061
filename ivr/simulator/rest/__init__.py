"""The provider's REST API as far as the program uses it, one file per resource. Knows HTTP, changes nothing itself."""
