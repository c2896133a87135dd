"""Read one case with all its page shows, in few questions to the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest

from evenhand.casework.cases.queries import case_by_ref
from evenhand.casework.models import (
    Barrier,
    Case,
    CasePerson,
    HighHarm,
    Person,
)
from evenhand.core.looking import record_look
from evenhand.core.models import Event, Look, User
from evenhand.planning.models import Outcome
from evenhand.web.cases.flags import Flag, flags_of
from evenhand.web.cases.standing import Standing, called
from evenhand.web.formats import day, years_between
from evenhand.web.presenters import Sentence, kinds_of, sentence_of
from evenhand.web.timing import at_of
from evenhand.web.titles import Titles


TIMELINE = 100
LOOKS = 50


def case_or_404(request: HttpRequest, ref: str, *, what: str) -> Case:
    """The case of an address, its look recorded; the same 404 when it may not be seen."""
    case = case_by_ref(ref)
    if case is None:
        raise Http404
    assert isinstance(request.user, User)
    if request.method == "GET":
        record_look(
            Look.Kind.VIEW,
            by=request.user,
            at=at_of(request),
            what=what,
            case_id=case.pk,
        )
    return case


@dataclass(frozen=True, slots=True)
class Identity:
    """The bar at the top of every page of a case."""

    case: Case
    name: str
    flags: list[Flag]
    where: str


def identity_of(case: Case, standing: Standing, titles: Titles) -> Identity:
    """Reference, name as they wish to be called, flags, and who has the case."""
    high_harm = HighHarm.objects.filter(case=case, ended_at=None).exists()
    unit = case.responsible_unit.name if case.responsible_unit else "No unit yet"
    owner = f"Decides: {case.owner.name}" if case.owner else "No decision maker yet"
    return Identity(
        case=case,
        name=standing.name,
        flags=flags_of(case, standing, titles=titles, high_harm=high_harm),
        where=f"{unit}. {owner}. Moves it on: {case.progressor.name}.",
    )


def outcomes_of_cases(ids: Sequence[int]) -> dict[int, Outcome]:
    """What the rules said last of several cases, by case."""
    found = Outcome.objects.filter(case__in=ids, valid__upper_inf=True)
    return {outcome.case_id: outcome for outcome in found}


def outcome_now(case: Case) -> Outcome | None:
    """What the rules said of the case last."""
    return Outcome.objects.filter(case=case, valid__upper_inf=True).first()


@dataclass(frozen=True, slots=True)
class Age:
    """One date of birth in one of its three senses, with the ages it gives."""

    sense: str
    words: str


@dataclass(frozen=True, slots=True)
class PersonShown:
    """One person of a case, each of their facts as a line."""

    number: int
    name: str
    part: str
    ages: list[Age]
    lines: list[tuple[str, str]]


def people_of(case: Case, *, titles: Titles, today: date) -> list[PersonShown]:
    """The main applicant first, then those decided with them."""
    parts = (
        CasePerson.objects.filter(case=case)
        .select_related("person")
        .prefetch_related(
            "person__nationalities", "person__languages", "person__vulnerabilities"
        )
    )
    ordered = sorted(parts, key=lambda p: (p.role != CasePerson.Role.MAIN, p.pk))
    return [_shown(part, case, titles, today) for part in ordered]


def _shown(part: CasePerson, case: Case, titles: Titles, today: date) -> PersonShown:
    person = part.person
    role = CasePerson.Role(part.role).label
    if part.relationship:
        role = f"{role}: {part.relationship}"
    nationalities = [
        f"{n.nationality} ({n.get_standing_display().lower()})"
        for n in sorted(person.nationalities.all(), key=lambda n: n.position)
    ]
    languages = [
        language.language
        + (f", {language.dialect}" if language.dialect else "")
        + ("" if language.interpreter_needed else " (no interpreter needed)")
        for language in sorted(person.languages.all(), key=lambda x: x.position)
    ]
    needs = [
        titles.of("vulnerabilities", v.kind)
        for v in person.vulnerabilities.all()
        if v.to_on is None
    ]
    lines = [
        ("Full name", person.full_name),
        ("Sex", Person.Sex(person.sex).label),
        ("Nationality", "; ".join(nationalities) or "Not recorded"),
    ]
    if languages or part.role == CasePerson.Role.MAIN:
        lines.append(("Language", "; ".join(languages) or "Not recorded"))
    if part.unaccompanied_at_claim:
        lines.append(("At claim", "Unaccompanied"))
    if needs:
        lines.append(("Vulnerability", "; ".join(needs)))
    return PersonShown(
        person.pk, called(person), role, _ages(person, case, today), lines
    )


def _ages(person: Person, case: Case, today: date) -> list[Age]:
    senses = (
        ("Age claimed", person.claimed_born_on),
        ("Age treated as", person.treated_as_born_on),
        ("Age assessed", person.assessed_born_on),
    )
    found = [
        Age(
            sense,
            f"born {day(born)}: {years_between(born, case.claimed_on)} when they "
            f"claimed, {years_between(born, today)} now",
        )
        for sense, born in senses
        if born is not None
    ]
    if not found:
        found = [Age("Age", "no date of birth is recorded")]
    if person.age_disputed:
        found.append(Age("Age disputed", "yes"))
    return found


def circumstances_of(case: Case, titles: Titles) -> list[tuple[str, str]]:
    """How and where the people of the case wait now, a line for each."""
    lines = []
    for home in case.residences.filter(to_on=None):
        place = ", ".join(
            part for part in (home.address, home.postcode, home.local_authority) if part
        )
        kind = titles.of("accommodation", home.accommodation)
        lines.append(("Lives", f"{kind}{': ' + place if place else ''}"))
    lines += [
        ("Support", titles.of("support", row.kind))
        for row in case.supports.filter(to_on=None)
    ]
    lines += [
        ("Detained", f"{row.place}, since {day(row.from_on)}")
        for row in case.detentions.filter(to_on=None)
    ]
    lines += [
        ("Represented by", f"{row.firm}{', ' + row.reference if row.reference else ''}")
        for row in case.representations.filter(to_on=None)
    ]
    lines += [
        (
            titles.of("expedites", row.kind),
            f"dated {day(row.dated_on)}"
            + (f", answered {day(row.answered_on)}" if row.answered_on else ""),
        )
        for row in case.expedites.order_by("dated_on")
    ]
    lines += [
        (f"Reference in {row.system}", row.value)
        for row in case.references.order_by("system", "value")
    ]
    return lines


def open_barriers_of(case: Case) -> list[Barrier]:
    """What stands in the way now, the soonest review first."""
    return list(case.barriers.filter(closed_on=None).order_by("review_on", "kind"))


def timeline_of(case: Case, *, titles: Titles, group: str = "") -> list[Sentence]:
    """What happened, the newest first."""
    events = Event.objects.filter(case_id=case.pk).select_related("by")
    if group:
        events = events.filter(kind__in=kinds_of(group))
    return [
        sentence_of(event, titles) for event in events.order_by("-at", "-pk")[:TIMELINE]
    ]


def looks_at(case: Case) -> list[Look]:
    """Who has looked at the case, the newest first."""
    return list(
        Look.objects.filter(case_id=case.pk)
        .select_related("by")
        .order_by("-at", "-pk")[:LOOKS]
    )
