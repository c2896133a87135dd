"""Audit: who looked at what, when and why."""
