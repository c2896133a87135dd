"""Interviewers: members of staff as the appointment book knows them."""
