"""A draft on its way to being in force, and a release on its way out."""
