"""Keep representatives and responsible adults, who come with a claimant."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from evenhand.appointments.calendars.models import Calendar
from evenhand.appointments.companions.models import Representative, ResponsibleAdult
from evenhand.appointments.keeping import (
    change_entry,
    end_entry,
    may_keep,
    new_calendar,
    tell,
)
from evenhand.core.models import User
from evenhand.core.verdict import Refused


# Home Office, Children's asylum claims: the responsible adult is not an immigration
# officer, an officer of the Secretary of State, or the legal representative.
OF_THE_DEPARTMENT = (
    "A responsible adult must not work for the department: the child needs somebody who "
    "is independent of it. Ask the local authority for somebody else"
)
OF_A_FIRM = (
    "A responsible adult must be independent of the legal representative: {} represents "
    "claimants. Ask the local authority for somebody else"
)


@dataclass(frozen=True, slots=True)
class CompanionSaid:
    """What is said of a representative or an adult: the firm or authority is asked."""

    name: str
    organisation: str
    email: str = ""
    phone: str = ""
    by_video: bool = True


@transaction.atomic
def add_representative(
    said: CompanionSaid, *, from_on: date, by: User, at: datetime
) -> Representative:
    """Somebody of a firm who attends interviews, without hours as yet."""
    may_keep(by).enforce()
    _only_once(Representative, said)
    one = Representative.objects.create(
        calendar=new_calendar(Calendar.Kind.REPRESENTATIVE),
        from_on=from_on,
        **asdict(said),
    )
    tell("entry_added", {"what": "representative", "name": str(one)}, by=by, at=at)
    return one


@transaction.atomic
def add_adult(
    said: CompanionSaid,
    *,
    of_the_department: bool,
    vetted_until: date | None,
    from_on: date,
    by: User,
    at: datetime,
) -> ResponsibleAdult:
    """Somebody who is with children. Refused where they are not independent."""
    may_keep(by).enforce()
    independent(said.organisation, of_the_department=of_the_department)
    _only_once(ResponsibleAdult, said)
    one = ResponsibleAdult.objects.create(
        calendar=new_calendar(Calendar.Kind.ADULT),
        from_on=from_on,
        vetted_until=vetted_until,
        **asdict(said),
    )
    tell("entry_added", {"what": "adult", "name": str(one)}, by=by, at=at)
    return one


@transaction.atomic
def change_representative(
    one: Representative, said: CompanionSaid, *, by: User, at: datetime, because: str
) -> bool:
    """Change what is said of a representative; False where nothing changes."""
    _only_once(Representative, said, one.pk)
    return change_entry(
        one, asdict(said), name=str(one), what="representative",
        by=by, at=at, because=because,
    )  # fmt: skip


@transaction.atomic
def change_adult(
    one: ResponsibleAdult,
    said: CompanionSaid,
    *,
    vetted_until: date | None,
    by: User,
    at: datetime,
    because: str,
) -> bool:
    """Change what is said of an adult; False where nothing changes."""
    independent(said.organisation, of_the_department=False)
    _only_once(ResponsibleAdult, said, one.pk)
    return change_entry(
        one, asdict(said) | {"vetted_until": vetted_until}, name=str(one), what="adult",
        by=by, at=at, because=because,
    )  # fmt: skip


@transaction.atomic
def companion_goes(
    one: Representative | ResponsibleAdult,
    on: date,
    *,
    by: User,
    at: datetime,
    because: str,
) -> None:
    """Say from which day on somebody does not come any longer. What is booked stays."""
    what = "representative" if isinstance(one, Representative) else "adult"
    end_entry(
        one, on, column="to_on", began=one.from_on, name=str(one), what=what,
        by=by, at=at, because=because,
    )  # fmt: skip


def independent(organisation: str, *, of_the_department: bool) -> None:
    """Refused, in a sentence, where an adult is of the department or of a firm."""
    if of_the_department:
        raise Refused(OF_THE_DEPARTMENT)
    if Representative.objects.filter(organisation__iexact=organisation).exists():
        raise Refused(OF_A_FIRM.format(organisation))


def _only_once(
    model: type[Representative] | type[ResponsibleAdult],
    said: CompanionSaid,
    but: int | None = None,
) -> None:
    there = model.objects.filter(name=said.name, organisation=said.organisation)
    if but is not None:
        there = there.exclude(pk=but)
    if there.exists():
        raise Refused(f"{said.name} of {said.organisation} is here already")
