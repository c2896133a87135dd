"""Interviews: what is booked, for whom, and how it stands."""
