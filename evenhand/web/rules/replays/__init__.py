"""Outcomes worked out again each night, and what did not come out the same."""
