"""Trackers on their way in: read, judged, brought in whole, and undone."""
