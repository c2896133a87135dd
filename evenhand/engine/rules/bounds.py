"""How much one file of a policy may hold, so that reading and checking it ends at once.

The whole policy of the business is a tenth of any of these. What goes beyond was not
written by a person, and is answered with a sentence before anything is made of it.
"""

import re
from collections.abc import Mapping
from typing import Any


LARGEST_FILE = 1_000_000  # bytes
# Names of very many parts would fill the memory: what reads TOML keeps every beginning
# of them.
LONGEST_NAME = re.compile(
    r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]{0,200}+"|'[^'\n]{0,200}+')[ \t]*+\.[ \t]*+){20}"""
)
HEADING = re.compile(r"^[ \t]*\[", re.MULTILINE)
MOST_HEADINGS = 6_000  # lines that begin with [
MOST_IN_ONE = 2_000  # values of a list, or keys of a table
MOST_VALUES = 50_000
LONGEST_TEXT = 20_000  # characters
LONGEST_KEY = 200  # characters
# Characters of all cells of a policy that are written as FEEL.
MOST_FEEL = 150_000


def too_much_to_parse(text: str) -> str | None:
    """Why a text is not read as TOML at all, or None."""
    if LONGEST_NAME.search(text):
        return "has a name of twenty parts or more"
    headings = sum(1 for _ in HEADING.finditer(text))
    if headings > MOST_HEADINGS:
        return f"has {headings:,} headings; at most {MOST_HEADINGS:,} are read"
    return None


def too_much_to_read(document: Mapping[str, Any]) -> str | None:
    """Why a document is not made anything of, or None."""
    left: list[Any] = [document]
    values = 0
    while left:
        value = left.pop()
        values += 1
        if values > MOST_VALUES:
            return f"has more than {MOST_VALUES:,} values; no more are read"
        if isinstance(value, str):
            if len(value) > LONGEST_TEXT:
                return (
                    f"has a text of {len(value):,} characters; "
                    f"at most {LONGEST_TEXT:,} are read"
                )
        elif isinstance(value, list | dict):
            if len(value) > MOST_IN_ONE:
                what = "list" if isinstance(value, list) else "table"
                return (
                    f"has a {what} of {len(value):,} values; "
                    f"at most {MOST_IN_ONE:,} are read"
                )
            if isinstance(value, dict):
                if any(len(key) > LONGEST_KEY for key in value):
                    return f"has a key of more than {LONGEST_KEY} characters"
                left.extend(value.values())
            else:
                left.extend(value)
    return None
