"""Views of the list of cases that people keep: their own, and those of a unit."""
