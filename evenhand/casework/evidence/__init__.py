"""What people note about deciding a case without an interview (paragraph 339NA)."""
