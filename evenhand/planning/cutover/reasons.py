"""Why a case stays where it is, is left out of its phase, or cannot go back."""

from collections.abc import Mapping


# Why a case is not planned to move, the first that applies.
EXCLUDED: Mapping[str, str] = {
    "restricted": "Restricted: somebody cleared for it moves it by itself",
    "interviewed": "Interviewed already, so the unit that has it sees it through",
    "booked": "Its interview is booked, with whoever is to hold it",
    "in progress": "Its decision maker has worked on it lately",
    "continuity": "A barrier on it needs one unit to see it through",
    "re-allocation": "A re-allocation of it waits to be accepted",
    "other cut-over": "It waits in another cut-over",
    "linked": "It is linked with a case that stays",
    "beyond": "It comes after the last phase",
}

# Why a case that was to move in a phase was not moved with it.
LEFT_OUT: Mapping[str, str] = {
    **EXCLUDED,
    "closed": "It is closed",
    "moved": "The unit has it already",
    "other unit": "The rules in force send it to another unit now",
    "changed": "It changed after the cut-over was planned",
    "called off": "The phase was called off",
}

# What was built on a case since it moved.
BUILT_ON: Mapping[str, str] = {
    "given": "It was given to a decision maker",
    "advanced": "It has moved on",
    "changed": "It has changed since",
    "written": "Something has been written on it since",
    "owner left": "Its former decision maker has left",
    "conflict": "Its former decision maker has a conflict of interest with it",
    "not cleared": "Its former decision maker may not have it now",
}
