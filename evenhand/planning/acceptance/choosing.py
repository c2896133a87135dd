"""What a person's own choice for one case is judged by: the rules of today, and places."""

from dataclasses import dataclass
from datetime import date

from evenhand.casework.facts.gather import facts_known_at
from evenhand.casework.models import Case, Conflict
from evenhand.core.accounts import planning_service
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.engine.allocation.choice import Objection, against_person, against_unit
from evenhand.engine.allocation.explain import Wording
from evenhand.engine.allocation.rows import CaseRow, PersonRow
from evenhand.engine.prioritisation.assess import assess
from evenhand.planning.places import places_left
from evenhand.releases.models import PolicyRelease
from evenhand.releases.queries import policy_of, program_of
from evenhand.workforce.models import StaffMember, Unit
from evenhand.workforce.queries import unit_names


@dataclass(frozen=True, slots=True)
class Choosing:
    """One case, and everybody it could be given to in the week of a run."""

    case: CaseRow
    child: bool
    people: dict[str, PersonRow]
    wording: Wording

    def against(self, person: StaffMember) -> list[Objection]:
        """What speaks against this person for the case; the hard ones first."""
        row = self.people.get(person.ref)
        if row is None:
            return [
                Objection(
                    "not there",
                    f"{person.name} decides no cases, or is not in post in that week",
                    hard=True,
                )
            ]
        return against_person(self.case, row, child=self.child, wording=self.wording)

    def against_unit(self, unit: Unit) -> list[Objection]:
        """What speaks against this unit for the case; the hard ones first."""
        there = [row for row in self.people.values() if unit.code in row.units]
        return against_unit(
            self.case, unit.code, there, child=self.child, wording=self.wording
        )


def choosing_for(case: Case, *, on: date, release: PolicyRelease) -> Choosing:
    """Read what a choice for this case is judged by, as it stands now.

    Places and requirements are read as the planning service; what a reader may not
    know of them is not told in the objections. Refused where nothing is known of the
    case yet.
    """
    policy = policy_of(release)
    facts = facts_known_at(policy.vocabulary, known_at=None, case_ids=[case.pk])
    if facts.is_empty():
        raise Refused("What the rules read of this case is not on record yet")
    row = assess(program_of(release), facts, on).row(0, named=True)
    with acting_as(planning_service()):
        people = places_left(on)
    conflicts = Conflict.objects.filter(case=case, ended_at=None)
    restricted = [case.restriction] if case.restriction else []
    return Choosing(
        case=CaseRow(
            ref=case.ref,
            band=row["band"],
            waiting_days=(on - case.claimed_on).days,
            units=row["routed_units"],
            kind=None,
            language=None,
            requires=[*row["requires"], *restricted],
            owner=None,
            group=None,
            conflicts=list(conflicts.values_list("staff_member__ref", flat=True)),
            reserved=False,
        ),
        child=bool(facts["child_at_claim"][0]),
        people={
            person["ref"]: PersonRow(
                ref=person["ref"],
                unit=person["unit"],
                also_units=person["also_units"],
                skills=[*person["skills"], *person["clearances"]],
                languages=person["languages"],
                capacity=person["places"],
            )
            for person in people.to_dicts()
        },
        wording=Wording(
            {
                **dict(people.select("ref", "name").iter_rows()),
                **_titles(policy.registers["units"].attributes),
                **unit_names(),
                **{
                    code: f"the training “{title}”"
                    for code, title in _titles(
                        policy.registers["skills"].attributes
                    ).items()
                },
            },
            untold=frozenset(policy.registers["clearances"].values),
        ),
    )


def _titles(attributes: object) -> dict[str, str]:
    values = attributes if isinstance(attributes, dict) else {}
    return {code: str(value.get("title", code)) for code, value in values.items()}
