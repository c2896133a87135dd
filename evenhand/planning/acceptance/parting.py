"""Which linked cases would be parted by what a person chooses, told before it is done.

Linked cases are planned together (docs/adr/0026). Among the links and the cases that the
viewer may see: of a case they may not, and of links by way of it, nothing is told.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from evenhand.casework.cases.stages import OPEN
from evenhand.casework.models import Case
from evenhand.casework.people.queries import linked_cases
from evenhand.core.verdict import Refused
from evenhand.planning.models import Proposal, Run
from evenhand.workforce.models import StaffMember


@dataclass(frozen=True, slots=True)
class Parted:
    """One case that is dealt with, and those linked with it that go another way.

    Each as its case_id and reference.
    """

    case: tuple[int, str]
    others: tuple[tuple[int, str], ...]

    @property
    def words(self) -> str:
        """ "EH-1 from EH-2 and EH-3", by reference."""
        return f"{self.case[1]} from {' and '.join(ref for _, ref in self.others)}"


class WouldPart(Refused):
    """Linked cases would be parted; `parted` names them. Done only when confirmed."""

    def __init__(self, parted: Sequence[Parted]) -> None:
        which = "1 case" if len(parted) == 1 else f"{len(parted):,} cases"
        super().__init__(
            f"This would part {which} from others that belong with them. Choose them "
            "too, or confirm that they are parted"
        )
        self.parted = tuple(parted)


def parted_by_dealing_with(run: Run, chosen: Collection[int]) -> list[Parted]:
    """What is parted where these proposals alone (ids) are accepted, or alone are left.

    Linked cases that the run gives to the same person and that would wait on.
    """
    rest: dict[int, tuple[str, int | None]] = {
        case_id: (ref, owner)
        for case_id, ref, owner in run.proposals.filter(state=Proposal.State.PROPOSED)
        .exclude(pk__in=chosen)
        .values_list("case_id", "case__ref", "to_owner_id")
    }
    if not rest:
        return []
    groups = _groups()
    waiting: dict[int, list[int]] = {}
    for case_id in rest:
        if case_id in groups:
            waiting.setdefault(groups[case_id], []).append(case_id)
    if not waiting:
        return []
    found = []
    for case_id, ref, owner in (
        run.proposals.filter(pk__in=chosen)
        .order_by("position", "pk")
        .values_list("case_id", "case__ref", "to_owner_id")
    ):
        others = [
            (other, rest[other][0])
            for other in waiting.get(groups.get(case_id, 0), [])
            if rest[other][1] == owner
        ]
        if others:
            found.append(Parted((case_id, ref), tuple(others)))
    return found


def parted_by_giving(proposal: Proposal, to_owner: StaffMember | None) -> list[Parted]:
    """What is parted where the case goes to this person, or to a unit (None).

    Linked cases that somebody else has, or to whom the run gives them.
    """
    groups = _groups()
    group = groups.get(proposal.case_id)
    mates = [
        case_id
        for case_id, of in groups.items()
        if of == group and case_id != proposal.case_id
    ]
    if group is None or not mates:
        return []
    proposed = dict(
        Proposal.objects.filter(
            run=proposal.run_id, case__in=mates, state=Proposal.State.PROPOSED
        ).values_list("case_id", "to_owner_id")
    )
    others = []
    for case_id, ref, owner in (
        Case.objects.filter(pk__in=mates, stage__in=sorted(OPEN))
        .order_by("ref")
        .values_list("pk", "ref", "owner_id")
    ):
        with_whom = proposed.get(case_id, owner)
        if with_whom is not None and (to_owner is None or with_whom != to_owner.pk):
            others.append((case_id, ref))
    if not others:
        return []
    return [Parted((proposal.case_id, proposal.case.ref), tuple(others))]


def _groups() -> dict[int, int]:
    return dict(linked_cases().iter_rows())
