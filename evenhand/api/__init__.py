"""The HTTP API, for other systems: typed calls, tokens, and one answer for one key."""
