"""The book: what an interview asks for, when it could be, and booking it for all at once."""
