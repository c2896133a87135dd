"""Case references: short, speakable, and wrong when one character is mistyped."""

import re

from stdnum.iso7064 import mod_37_36


PREFIX = "EH"
_SHAPE = re.compile(r"^EH-?(\d{7})-?([0-9A-Z])$")


def case_ref(number: int) -> str:
    """The reference of the nth case, such as EH-0001234-K (ISO 7064, MOD 37,36)."""
    digits = f"{number:07d}"
    return f"{PREFIX}-{digits}-{mod_37_36.calc_check_digit(PREFIX + digits)}"


def tidy_ref(text: str) -> str | None:
    """What somebody typed as a reference, or None where its check character is wrong."""
    match = _SHAPE.match(text.strip().upper().replace(" ", ""))
    if match is None:
        return None
    digits, check = match.groups()
    ref = case_ref(int(digits))
    return ref if ref.endswith(check) else None
