"""Signing in and out, and the demo's door."""
