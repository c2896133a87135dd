"""Policy being written: drafts, what was changed in them, and their way to approval."""
