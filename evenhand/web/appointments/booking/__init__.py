"""Booking one interview: offered, booked, moved, cancelled, and what is still to book."""
