"""Planning: runs, what they propose, and a person's acceptance."""
