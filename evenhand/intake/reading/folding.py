"""Words with what does not count taken off: case, accents, punctuation."""

import re
import unicodedata
from functools import lru_cache


NOTHING_SAID = frozenset({"", "n a", "na", "nil", "none", "not known", "unknown", "not recorded", "tbc", "tba", "nk", "n k", "unk", "not applicable", "to be confirmed", "not stated", "not given", "pending", "blank", "no"})  # fmt: skip
YES = frozenset({"yes", "y", "true", "t", "1", "x", "yes y", "√", "✓", "✔", "☑", "ticked", "confirmed"})  # fmt: skip
NO = frozenset({"no", "n", "false", "f", "0", "none", "nil", "✗", "✘", "☐", "not applicable", "n a"})  # fmt: skip
_APART = re.compile(r"(?:[^\w√✓✔☑✗✘☐]|_)+")


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Lower case, without accents, and one space for whatever is no letter or digit."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ").replace("’", "'"))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _APART.sub(" ", bare.replace("'", "").casefold()).strip()
