"""Two people side by side: each fact of both, and in words whether they agree."""

from dataclasses import dataclass
from datetime import date

from evenhand.casework.likeness.queries import LinkOfCase, likenesses_of, links_of
from evenhand.casework.models import Case, CasePerson, Likeness, Person, Residence
from evenhand.engine.likeness.explain import Evidence, sentence
from evenhand.web.cases.standing import called, names_of_cases
from evenhand.web.formats import day
from evenhand.web.likeness.listing import Row, row_of


NOTHING = "Not recorded"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of both, and what a reader should notice: "Same", "Differs" or nothing."""

    title: str
    one: str
    other: str

    @property
    def notice(self) -> str:
        if NOTHING in (self.one, self.other):
            return ""
        return "Same" if self.one.casefold() == self.other.casefold() else "Differs"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence in words, with its points."""

    words: str
    points: float


@dataclass(frozen=True, slots=True)
class PairShown:
    """All that the page of two people shows."""

    likeness: Likeness
    names: tuple[str, str]
    facts: list[Fact]
    for_it: list[Piece]
    against: list[Piece]
    start: float
    households: tuple[list[str], list[str]]


def pair_shown(likeness: Likeness) -> PairShown:
    """Read both people as they are recorded now, beside the evidence as it was found."""
    pieces = [_piece(e) for e in likeness.evidence]
    return PairShown(
        likeness=likeness,
        names=(called(likeness.one), called(likeness.other)),
        facts=_facts(likeness),
        for_it=[p for p in pieces if p.points >= 0],
        against=[p for p in pieces if p.points < 0],
        start=round(likeness.weight - sum(p.points for p in pieces), 1),
        households=(
            _others(likeness.one_case, likeness.one),
            _others(likeness.other_case, likeness.other),
        ),
    )


@dataclass(frozen=True, slots=True)
class LinkShown:
    """A link of a case in words, with the name at its other end."""

    found: LinkOfCase
    words: str
    name: str


def suggested_for(case: Case) -> list[tuple[Row, Case, str]]:
    """What is suggested of the people of a case: the line, the other case, the name."""
    found = []
    for likeness in likenesses_of(case):
        row, first = row_of(likeness), likeness.one_case_id == case.pk
        other = likeness.other_case if first else likeness.one_case
        found.append((row, other, row.names[1 if first else 0]))
    return found


def links_shown(case: Case) -> list[LinkShown]:
    """What people have joined the case with."""
    found = []
    links = links_of(case)
    names = names_of_cases([link.other_case.pk for link in links])
    for link in links:
        if link.person is not None and link.other_person is not None:
            words = f"{called(link.person)} is one person with"
            name = called(link.other_person)
        else:
            words, name = (
                "One family with",
                names.get(link.other_case.pk, "Name not recorded"),
            )
        found.append(LinkShown(link, words, name))
    return found


def _piece(evidence: Evidence) -> Piece:
    return Piece(sentence(evidence), evidence["bits"])


def _facts(likeness: Likeness) -> list[Fact]:
    one, other = likeness.one, likeness.other
    first, second = likeness.one_case, likeness.other_case
    homes = _homes([first.pk, second.pk])
    facts = [
        Fact("Family name", one.family_name or NOTHING, other.family_name or NOTHING),
        Fact("Given names", one.given_names or NOTHING, other.given_names or NOTHING),
        Fact("Known as", one.known_as or NOTHING, other.known_as or NOTHING),
        Fact("Born, as claimed", _born(one, "claimed"), _born(other, "claimed")),
        Fact("Born, as treated", _born(one, "treated_as"), _born(other, "treated_as")),
        Fact("Born, as assessed", _born(one, "assessed"), _born(other, "assessed")),
        Fact("Sex", Person.Sex(one.sex).label, Person.Sex(other.sex).label),
        Fact("Nationality", _nations(one), _nations(other)),
        Fact("Part in the case", _part(one), _part(other)),
        Fact("Claimed on", day(first.claimed_on), day(second.claimed_on)),
        Fact("References", _references(first), _references(second)),
        Fact("Lives", homes.get(first.pk, NOTHING), homes.get(second.pk, NOTHING)),
        Fact("Representative", _lawyer(first), _lawyer(second)),
    ]
    return [fact for fact in facts if {fact.one, fact.other} != {NOTHING}]


def _born(person: Person, sense: str) -> str:
    value: date | None = getattr(person, f"{sense}_born_on")
    return day(value) or NOTHING


def _nations(person: Person) -> str:
    named = person.nationalities.order_by("position").values_list(
        "nationality", flat=True
    )
    return ", ".join(named) or NOTHING


def _part(person: Person) -> str:
    part = CasePerson.objects.get(person=person)
    role = part.get_role_display()
    return f"{role}: {part.relationship}" if part.relationship else role


def _references(case: Case) -> str:
    rows = case.references.order_by("system", "value")
    return "; ".join(f"{row.system} {row.value}" for row in rows) or NOTHING


def _lawyer(case: Case) -> str:
    row = case.representations.filter(to_on=None).first()
    if row is None:
        return NOTHING
    return f"{row.firm}, {row.reference}" if row.reference else row.firm


def _homes(cases: list[int]) -> dict[int, str]:
    rows = Residence.objects.filter(case__in=cases, to_on=None)
    return {
        row.case_id: ", ".join(
            part for part in (row.address, row.postcode, row.local_authority) if part
        )
        or NOTHING
        for row in rows
    }


def _others(case: Case, person: Person) -> list[str]:
    """Who else stands in the case, by name and part."""
    parts = (
        CasePerson.objects.filter(case=case)
        .exclude(person=person)
        .select_related("person")
        .order_by("pk")
    )
    return [
        f"{called(part.person)} "
        f"({part.relationship or part.get_role_display().lower()})"
        for part in parts
    ]
