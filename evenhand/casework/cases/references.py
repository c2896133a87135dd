"""Case references: short, speakable, and wrong when one character is mistyped."""

import re

from stdnum import damm


PREFIX = "EH"
_SHAPE = re.compile(r"^EH-?(\d{7})-?(\d)$")


# Coprime to the ten million references there are, so that each is used once.
_STEP, _START = 6_180_339, 2_718_281


def case_ref(number: int) -> str:
    """The reference of the nth case, such as EH-4079604-5.

    Neighbours in time are far apart, so that a gap in what a reader sees does not tell
    of a case they may not know of.

    The last digit checks the others by Damm's method, which catches every single wrong
    digit and every two neighbours swapped.
    """
    digits = f"{(number * _STEP + _START) % 10**7:07d}"
    return f"{PREFIX}-{digits}-{damm.calc_check_digit(digits)}"


def tidy_ref(text: str) -> str | None:
    """What somebody typed as a reference, or None where its check digit is wrong."""
    match = _SHAPE.match(text.strip().upper().replace(" ", ""))
    if match is None or not damm.is_valid("".join(match.groups())):
        return None
    return f"{PREFIX}-{match[1]}-{match[2]}"
