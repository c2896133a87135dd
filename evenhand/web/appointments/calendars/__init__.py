"""Calendars of sites, rooms, interviewers and interpreters, by week and by day."""
