"""Calendars: when somebody or something is there, away, or taken."""
