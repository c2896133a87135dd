"""People and units: who works where, and how many places this week has."""
