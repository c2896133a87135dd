"""Linked cases that would be parted, by the names of the people they are about."""

from collections.abc import Sequence

from evenhand.planning.acceptance.parting import Parted
from evenhand.web.cases.standing import names_of_cases


def by_name(parted: Sequence[Parted]) -> list[tuple[str, list[str]]]:
    """Each case that is dealt with, and those it is parted from: name and reference."""
    names = names_of_cases(
        [case_id for one in parted for case_id, _ in (one.case, *one.others)]
    )

    def said(case: tuple[int, str]) -> str:
        return f"{names.get(case[0], 'Name not recorded')} ({case[1]})"

    return [(said(one.case), [said(other) for other in one.others]) for one in parted]
