"""The list of cases as a file: all that fit, in the order of the page."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from evenhand.casework.models import Case, CasePerson, ExternalReference, Stage
from evenhand.core.arrays import AnyOf
from evenhand.core.models import User
from evenhand.web.cases.asked import ORDERS, Asked
from evenhand.web.cases.filters import FILTERS, Asker
from evenhand.web.cases.flags import Flag, flags_of
from evenhand.web.cases.listing import (
    UNRANKED,
    cases_asked_for,
    cases_to_cut,
    cut_page,
    stage_choices,
    unit_choices,
)
from evenhand.web.cases.standing import circumstances_of_cases, standing_of
from evenhand.web.exports.lists import Column, Kind, ListOut
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import Titles, titles_at
from evenhand.workforce.models import StaffMember, Unit


BATCH = 2_000  # cases read at a time, with what stands about them in five questions

# What is read of a case itself, beside what `_with_person` adds.
READ = (
    *("pk", "ref", "claimed_on", "stage", "stage_since", "interviewed_on"),
    *("restriction", "high_profile", "owned_since", "responsible_unit_id"),
    *("owner_id", "progressor_id"),
)


@dataclass(frozen=True, slots=True)
class CaseOut:
    """One line of the list; `case` is a row as `_rows` reads it."""

    case: Any
    name: str
    flags: list[Flag]
    references: list[str]
    band: str
    unit: str | None
    decides: str | None
    moves_on: str


COLUMNS = (
    Column("Reference", lambda out: out.case.ref),
    Column("Name", lambda out: out.name, about="As the person wishes to be called"),
    Column(
        "Other references",
        lambda out: "; ".join(out.references) or None,
        about="What other systems call the case, such as its Home Office reference",
    ),
    Column(
        "Flags",
        lambda out: "; ".join(flag.words for flag in out.flags) or None,
        about="What changes how one must act",
    ),
    Column("Band", lambda out: out.case.rank, Kind.NUMBER, about="Empty: not ranked"),
    Column("Band in words", lambda out: out.band or None),
    Column("Stage", lambda out: STAGES[out.case.stage]),
    Column("In this stage since", lambda out: out.case.stage_since, Kind.DAY),
    Column("Claimed on", lambda out: out.case.claimed_on, Kind.DAY),
    Column("Interviewed on", lambda out: out.case.interviewed_on, Kind.DAY),
    Column("Unit", lambda out: out.unit, about="Empty: none yet"),
    Column("Decides", lambda out: out.decides, about="Empty: nobody yet"),
    Column("Decides since", lambda out: out.case.owned_since, Kind.DAY),
    Column("Moves it on", lambda out: out.moves_on),
    Column("What holds it", lambda out: out.case.held_by or None, Kind.LONG_TEXT),
)
STAGES: dict[str, str] = dict(Stage.choices)


def case_list(request: HttpRequest, **where: Any) -> tuple[ListOut, str]:
    """The cases that the address asks for, from the first page on."""
    assert isinstance(request.user, User)
    titles, today = titles_at(at_of(request)), today_of(request)
    asked = replace(Asked.from_address(request.GET, on=today), after=())
    may_name = bool(asked.text and request.user.clearances)
    listing = ListOut(
        name="cases",
        title="Cases",
        columns=COLUMNS,
        rows=lambda: cases_out(asked, titles=titles, today=today),
        count=cases_asked_for(asked).count,
        filters=filters_in_words(asked, titles),
        logged=asked.words(text_kept=not may_name),
        few=[(pk, asked.words()) for pk in _restricted(asked)] if may_name else (),
    )
    return listing, reverse("cases") + asked.address()


def cases_out(asked: Asked, *, titles: Titles, today: date) -> Iterator[CaseOut]:
    """Every case that fits, read page by page as the list itself is."""
    units = dict(Unit.objects.values_list("pk", "name"))
    staff = dict(StaffMember.objects.values_list("pk", "name"))
    bands = dict(titles.bands())
    cases = _with_person(cases_to_cut(asked))
    while True:
        found, following = cut_page(cases, asked, titles=titles, most=BATCH, read=_rows)
        ids = [case.pk for case in found]
        around = circumstances_of_cases(
            ids, [case.person_id for case in found if case.person_id is not None]
        )
        known_as = _references(ids)
        for case in found:
            standing = standing_of(
                case.pk,
                case,
                person_id=case.person_id,
                claimed_on=case.claimed_on,
                alone=bool(case.alone),
                around=around,
                today=today,
            )
            yield CaseOut(
                case=case,
                name=standing.name,
                flags=flags_of(case, standing, titles=titles),
                references=known_as[case.pk],
                band=bands.get(case.rank, ""),
                unit=units.get(case.responsible_unit_id),
                decides=staff.get(case.owner_id),
                moves_on=staff[case.progressor_id],
            )
        if not following:
            return
        asked = replace(asked, after=tuple(following.split("~")))


def _rows(cases: QuerySet[Case]) -> list[Any]:
    """Rows of what was asked for: a model for each of 120,000 cases takes a minute."""
    return list(cases.values_list(*READ, *cases.query.annotations, named=True))


def _with_person(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With the outcome now, and the main applicant under the names of their columns."""
    main = "main__person__"
    return cases.annotate(
        main=FilteredRelation("parts", condition=Q(parts__role=CasePerson.Role.MAIN)),
        ranked=FilteredRelation(
            "outcomes", condition=Q(outcomes__valid__upper_inf=True)
        ),
        rank=F("ranked__band"),
        held_by=F("ranked__held_by"),
        person_id=F("main__person_id"),
        alone=F("main__unaccompanied_at_claim"),
        known_as=F(f"{main}known_as"),
        given_names=F(f"{main}given_names"),
        family_name=F(f"{main}family_name"),
        age_disputed=F(f"{main}age_disputed"),
        claimed_born_on=F(f"{main}claimed_born_on"),
        treated_as_born_on=F(f"{main}treated_as_born_on"),
        assessed_born_on=F(f"{main}assessed_born_on"),
    )


def filters_in_words(asked: Asked, titles: Titles) -> list[tuple[str, str]]:
    """What was chosen above the list, as the page words it."""
    bands = {**dict(titles.bands()), UNRANKED: "Not ranked"}
    stages = {**STAGES, **dict(stage_choices())}
    units = dict(unit_choices())
    chosen = []
    if asked.text:
        chosen.append(("reference or name", asked.text))
        # A search by text finds closed cases as well.
        stages[""] = "Open and closed"
    chosen.append(("stage", stages[asked.stage]))
    if asked.unit:
        chosen.append(("unit", units.get(asked.unit, asked.unit)))
    if asked.band is not None:
        chosen.append(("band", bands.get(asked.band, f"Band {asked.band}")))
    asker = Asker(titles, asked.unit, None)
    for name, value in asked.more:
        found = FILTERS[name]
        chosen.append((found.title.lower(), found.words(value, asker)))
    return [*chosen, ("order", ORDERS[asked.order])]


def _references(ids: list[int]) -> dict[int, list[str]]:
    found = defaultdict(list)
    for case_id, value in (
        ExternalReference.objects.filter(AnyOf("case_id", ids))
        .order_by("system", "value")
        .values_list("case_id", "value")
    ):
        found[case_id].append(value)
    return found


def _restricted(asked: Asked) -> list[int]:
    """The cases among them that few may know of, whose names are kept out of the log."""
    found = cases_asked_for(asked).exclude(restriction="")
    return list(found.values_list("pk", flat=True))
