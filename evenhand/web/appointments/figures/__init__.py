"""Figures of interviews: each with its plot, its table, what it means and a download."""
