"""My work: one ordered list, and why it is in that order. No score of anybody."""
