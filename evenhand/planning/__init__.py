"""Runs, outcomes and proposals: what the engine said, and what people accepted."""
