"""How a second record of somebody differs from the first, as registers in life have it.

Another transliteration, names swapped, day and month swapped, a figure mistyped, a slip
of the pen. How often each happens is assumed.
"""

from datetime import date
from typing import Any

import numpy as np


ALIKE = (
    "Mohammed",
    "Muhammad",
    "Mohamad",
    "Mohamed",
    "Ahmed",
    "Ahmad",
    "Ali",
    "Hussein",
)
# slip -> how often, in a hundred second records
SLIPS = {
    "none": 15,
    "respelt": 25,
    "names swapped": 10,
    "day and month swapped": 12,
    "figure mistyped": 13,
    "slip in a name": 15,
    "part of a name left out": 5,
    "respelt, figure mistyped": 5,
}
RESPELT = (
    ("kh", "h"), ("ou", "u"), ("oo", "ou"), ("ee", "i"), ("w", "v"), ("v", "w"),
    ("j", "zh"), ("ay", "ai"), ("aa", "a"), ("th", "t"), ("ph", "f"), ("c", "k"),
    ("y", "i"), ("o", "u"), ("e", "a"),
)  # fmt: skip


def a_slip(rng: np.random.Generator) -> str:
    """One of `SLIPS`, in its share."""
    return str(rng.choice(list(SLIPS), p=[n / 100 for n in SLIPS.values()]))


def with_slip(
    row: dict[str, Any], slip: str, rng: np.random.Generator
) -> dict[str, Any]:
    """The row with its family_name, given_names and claimed (a date) taken down so.

    A slip may leave them as they were: not every day can be taken for a month.
    """
    if "respelt" in slip:
        row |= {name: _respelt(row[name]) for name in ("family_name", "given_names")}
    if "names swapped" in slip:
        row |= {"family_name": row["given_names"], "given_names": row["family_name"]}
    if "day and month" in slip:
        row |= {"claimed": _turned(row["claimed"])}
    if "figure" in slip:
        row |= {"claimed": _mistyped(row["claimed"], rng)}
    if "slip" in slip:
        row |= {"given_names": _slipped(row["given_names"], rng)}
    if "part" in slip:
        row |= {
            "given_names": f"{row['given_names']} {ALIKE[rng.integers(len(ALIKE))]}"
        }
    return row


def _respelt(name: str) -> str:
    for old, new in RESPELT:
        if old in name[1:]:
            return name[0] + name[1:].replace(old, new, 1)
    return name


def _turned(born: date | None) -> date | None:
    return born.replace(month=born.day, day=born.month) if born and born.day <= 12 else born  # fmt: skip


def _mistyped(born: date | None, rng: np.random.Generator) -> date | None:
    if born is None:
        return None
    for _ in range(20):
        text = list(f"{born:%Y%m%d}")
        text[int(rng.choice([2, 3, 5, 6, 7]))] = str(rng.integers(10))
        try:
            other = date.fromisoformat("".join(text))
        except ValueError:
            continue
        if other != born and other.year < 2026:
            return other
    return born


def _slipped(name: str, rng: np.random.Generator) -> str:
    if len(name) < 4:
        return name
    at = int(rng.integers(1, len(name) - 1))
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
