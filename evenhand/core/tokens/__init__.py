"""Tokens of other systems: granted, shown once, paced, and revoked."""
