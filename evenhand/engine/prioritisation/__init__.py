"""Facts into a fair order: points, a band, and a place in the queue."""
