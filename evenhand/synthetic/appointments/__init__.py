"""Places and people of an invented appointment book, in proportion to a caseload."""
