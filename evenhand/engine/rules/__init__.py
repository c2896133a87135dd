"""Decision tables that are read aloud, checked, explained and run at once."""
