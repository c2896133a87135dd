"""Judge likenesses: one person, one family, or neither; and take a judgement back."""

from datetime import datetime

from django.db import transaction

from evenhand.casework.cases.telling import tell_both
from evenhand.casework.families.models import CaseLink
from evenhand.casework.families.services import link_cases, unlink_cases
from evenhand.casework.likeness.models import Likeness
from evenhand.casework.likeness.verdicts import may_judge, may_take_back
from evenhand.casework.people.models import PersonLink
from evenhand.casework.people.services import link_people, unlink_people
from evenhand.core.models import User
from evenhand.core.verdict import Refused


State, Kind = Likeness.State, Likeness.Kind


@transaction.atomic
def join(
    likeness: Likeness,
    *,
    joined_as: Likeness.Kind,
    by: User,
    at: datetime,
    because: str,
) -> Likeness:
    """Say that the two are one person, or that their cases are of one family.

    Refused without a reason, or where somebody else has judged it meanwhile.
    """
    held = _held(likeness)
    may_judge(by, held).enforce()
    if joined_as == Kind.SAME_PERSON:
        link_people(held.one, held.other, evidence=because, by=by, at=at)
    else:
        link_cases(held.one_case, held.other_case, evidence=because, by=by, at=at)
    return _decided(held, State.JOINED, joined_as, by=by, at=at, because=because)


@transaction.atomic
def refuse(likeness: Likeness, *, by: User, at: datetime, because: str) -> Likeness:
    """Say that it is not so. Refused without a reason, or where judged meanwhile.

    It is not suggested again unless more speaks for it than did when it was refused.
    """
    held = _held(likeness)
    may_judge(by, held).enforce()
    if not because.strip():
        raise Refused("Say what shows that they are not")
    tell_both(
        "likeness_refused",
        held.one_case,
        held.other_case,
        by=by,
        at=at,
        because=because.strip(),
    )
    return _decided(held, State.REFUSED, None, by=by, at=at, because=because)


@transaction.atomic
def take_back(likeness: Likeness, *, by: User, at: datetime, because: str) -> Likeness:
    """Undo a judgement: its link is ended, and the suggestion stands again."""
    held = _held(likeness)
    may_take_back(by, held).enforce()
    if not because.strip():
        raise Refused("Say why you take it back")
    if held.state == State.REFUSED:
        tell_both(
            "likeness_taken_up_again",
            held.one_case,
            held.other_case,
            by=by,
            at=at,
            because=because.strip(),
        )
    else:
        _end_link(held, by=by, at=at, because=because)
    held.state, held.joined_as, held.because = State.SUGGESTED, "", ""
    held.decided_at = held.decided_by = None
    held.save()
    return held


@transaction.atomic
def part(link: PersonLink | CaseLink, *, by: User, at: datetime, because: str) -> None:
    """End a link from a case's page: whatever suggested it counts as refused."""
    if isinstance(link, PersonLink):
        unlink_people(link, by=by, at=at, because=because)
        joined = Likeness.objects.filter(
            one=link.one, other=link.other, joined_as=Kind.SAME_PERSON
        )
    else:
        unlink_cases(link, by=by, at=at, because=because)
        cases = [link.one_id, link.other_id]
        joined = Likeness.objects.filter(
            one_case__in=cases, other_case__in=cases, joined_as=Kind.FAMILY
        )
    joined.filter(state=State.JOINED).update(
        state=State.REFUSED,
        joined_as="",
        decided_at=at,
        decided_by=by,
        because=because.strip(),
    )


def _held(likeness: Likeness) -> Likeness:
    """The row as it is now, locked: of two who judge at once, the second is told."""
    return (
        Likeness.objects.select_for_update(of=("self",))
        .select_related("one__case", "other__case", "one_case", "other_case")
        .get(pk=likeness.pk)
    )


def _decided(
    held: Likeness,
    state: Likeness.State,
    joined_as: Likeness.Kind | None,
    *,
    by: User,
    at: datetime,
    because: str,
) -> Likeness:
    held.state, held.joined_as = state, joined_as or ""
    held.decided_at, held.decided_by, held.because = at, by, because.strip()
    held.save()
    return held


def _end_link(held: Likeness, *, by: User, at: datetime, because: str) -> None:
    """End the link that this likeness made, if it stands still."""
    if held.joined_as == Kind.SAME_PERSON:
        person_link = PersonLink.objects.filter(
            one=held.one, other=held.other, unlinked_at=None
        ).first()
        if person_link is not None:
            unlink_people(person_link, by=by, at=at, because=because)
        return
    first, second = sorted([held.one_case_id, held.other_case_id])
    case_link = CaseLink.objects.filter(
        one_id=first, other_id=second, ended_at=None
    ).first()
    if case_link is not None:
        unlink_cases(case_link, by=by, at=at, because=because)
