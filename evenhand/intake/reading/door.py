"""Is this file safe to open? A sentence within seconds if it is not."""


class Unreadable(Exception):
    """A file that is not opened. Its text is a sentence for the person who sent it."""
