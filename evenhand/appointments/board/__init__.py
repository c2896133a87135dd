"""The board: every calendar in memory, as the database has it."""
