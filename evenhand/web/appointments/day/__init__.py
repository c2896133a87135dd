"""The day of an interview: today's lists, what is recorded, and what falls out."""
