"""What each claim asks of an interview, as the rules of a release say it."""
