"""Cases that were not taken in their turn: skipped for a day, or passed back."""
