"""The refusal to open a file."""


class Unreadable(Exception):
    """A file that is not opened. Its text is a sentence for the person who sent it."""
