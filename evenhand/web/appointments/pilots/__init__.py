"""Pilots: what is tried out, what it brought, and what becomes of it."""
