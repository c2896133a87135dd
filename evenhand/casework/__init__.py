"""The case and all that has no life without it: people, barriers, facts."""
