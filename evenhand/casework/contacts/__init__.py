"""Who was spoken or written to about a case, and what was said."""
