"""Which people answer for the owners that a policy names."""
