"""Interpreters, what they speak, and what they must not interpret."""
