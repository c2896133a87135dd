"""Cases: the list, one case with its why, and what may be done with it."""
