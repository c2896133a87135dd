"""What rules may read, and which rules read it."""
