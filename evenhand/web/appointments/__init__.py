"""Pages of the appointment book."""
