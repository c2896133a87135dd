"""The day of an interview: who came, how it began and ended, and what falls out."""
