"""Files to be read because they might be decided without an interview, and what was noted."""
