"""How fast the house is, beside the tools one would take instead; all data invented."""
