"""The standby list: people who agreed to come at short notice, and may be asked to.

Never a child, and never where a representative did not agree. Whoever is asked and says
no stays on it as before: nothing of that is kept.
"""

from datetime import date

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery

from evenhand.appointments.interviews.states import LIVE
from evenhand.appointments.models import Interpreter, Interview
from evenhand.casework.models import (
    Barrier,
    Case,
    CasePerson,
    PersonLanguage,
    Representation,
    Stage,
)
from evenhand.casework.people.queries import main_applicants_under_age


def standby_list(*, on: date) -> QuerySet[Case]:
    """The cases whose person may be called on for a day, each with `language`.

    Ready to interview, with nothing booked and nothing in the way; the representative,
    where there is one, agreed as well; on that day an adult, and fit.
    """
    first = PersonLanguage.objects.filter(
        person__part__case=OuterRef("pk"),
        person__part__role=CasePerson.Role.MAIN,
        position=1,
    )
    represented = Representation.objects.filter(case=OuterRef("pk"), to_on=None)
    return (
        Case.objects.filter(
            Q(interview_needs__unfit_until=None)
            | Q(interview_needs__unfit_until__lte=on),
            stage=Stage.READY_TO_INTERVIEW,
            interview_needs__standby=True,
            interview_needs__short_notice_agreed_on__lte=on,
        )
        .exclude(
            Q(interview_needs__representative__isnull=False) | Q(Exists(represented)),
            interview_needs__representative_agrees_short_notice=False,
        )
        .exclude(
            Exists(
                Interview.objects.filter(
                    case=OuterRef("pk"), state__in=[state.value for state in LIVE]
                )
            )
        )
        .exclude(
            Exists(
                Barrier.objects.filter(
                    case=OuterRef("pk"), closed_on=None, blocks="interview"
                )
            )
        )
        .exclude(Exists(main_applicants_under_age(on).filter(case=OuterRef("pk"))))
        .annotate(
            language=Subquery(
                first.values("language")[:1], output_field=CharField(max_length=60)
            ),
            interpreted=Subquery(first.values("interpreter_needed")[:1]),
            agreed_on=F("interview_needs__short_notice_agreed_on"),
        )
    )


def whom_they_understand(
    cases: QuerySet[Case], interpreter: Interpreter
) -> QuerySet[Case]:
    """Those of the list for whom this interpreter could interpret, or who need none."""
    spoken = interpreter.languages.values_list("language", flat=True)
    return cases.filter(Q(language__in=list(spoken)) | ~Q(interpreted=True))
