"""Compare and swap: of two people who change an interview, one wins and one is told."""

from evenhand.appointments.models import Interview
from evenhand.core.verdict import Refused


CHANGED = "Somebody else has just changed this interview. Look at it again first"


def locked(interview: Interview) -> Interview:
    """The interview as it is stored, kept from being changed until the transaction ends."""
    return (
        Interview.objects.select_for_update(of=("self",))
        .select_related("case", "interviewer__staff_member", "site")
        .get(pk=interview.pk)
    )


def must_be_at(kept: Interview, version: int) -> None:
    """Refused where the interview is no longer at the version that was looked at."""
    if kept.version != version:
        raise Refused(CHANGED)


def swap(kept: Interview, **changes: object) -> Interview:
    """Write changes and count them. For an interview that is `locked`."""
    for name, value in {**changes, "version": kept.version + 1}.items():
        setattr(kept, name, value)
    kept.save(update_fields=[*changes, "version"])
    return kept
