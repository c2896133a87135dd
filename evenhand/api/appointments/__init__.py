"""Interviews, for other systems: offers, booking, changes, and what is booked."""
