"""Policy releases: what the business has decided, and what is in force on a date."""
