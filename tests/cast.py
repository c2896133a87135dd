"""The cast: amira decides, bo checks, cass leads, dana plans, idris audits.

Cases reach their stage through the real services, so that no factory can lie.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from evenhand.casework.cases.references import case_ref
from evenhand.casework.facts.gather import record_facts
from evenhand.casework.models import (
    Case,
    CasePerson,
    HighHarm,
    Person,
    PersonLanguage,
    PersonNationality,
    Residence,
    Stage,
    Support,
)
from evenhand.config.settings import POLICY_FOLDER
from evenhand.core.accounts import create_service_accounts, grant
from evenhand.core.models import Role, User
from evenhand.core.viewing import acting_as
from evenhand.releases.models import PolicyRelease
from evenhand.releases.services import publish_release
from evenhand.workforce.models import SkillHeld, StaffMember, Unit


AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ON = date(2026, 11, 20)


@dataclass
class Cast:
    """Everybody, the units they work in, and the release in force."""

    amira: User
    bo: User
    cass: User
    dana: User
    eli: User
    idris: User
    jo: User
    nobody: User
    service: User
    liverpool: Unit
    mersey: Unit
    release: PolicyRelease

    def __post_init__(self) -> None:
        self._cases = 0

    def person(self, name: str, role: Role) -> User:
        """Somebody more in Liverpool."""
        return _person(name, role, self.liverpool, self.service)

    def case(
        self,
        *,
        claimed_on: date = date(2025, 3, 1),
        stage: Stage = Stage.READY_TO_INTERVIEW,
        nationality: str = "Syria",
        sex: str = "male",
        born_on: date | None = date(1990, 5, 17),
        unaccompanied: bool = False,
        age_disputed: bool = False,
        accommodation: str = "dispersal",
        support: str = "section 95",
        local_authority: str = "Leeds",
        postcode: str = "LS1 1AA",
        high_harm: bool = False,
        family_name: str = "Sayed",
        given_names: str = "Rami",
        language: str = "Arabic",
        **columns: Any,
    ) -> Case:
        """A case as an import would bring it in, facts and all."""
        self._cases += 1
        with acting_as(self.service):
            case = Case.objects.create(
                ref=case_ref(self._cases),
                claimed_on=claimed_on,
                registered_at=AT,
                stage=stage,
                stage_since=claimed_on,
                interviewed_on=claimed_on if stage == Stage.INTERVIEWED else None,
                progressor=self.eli.staff_member,
                **columns,
            )
            person = Person.objects.create(
                case=case,
                family_name=family_name,
                given_names=given_names,
                sex=sex,
                claimed_born_on=born_on,
                age_disputed=age_disputed,
            )
            CasePerson.objects.create(
                case=case,
                person=person,
                role=CasePerson.Role.MAIN,
                unaccompanied_at_claim=unaccompanied,
            )
            PersonNationality.objects.create(
                person=person, nationality=nationality, standing="claimed"
            )
            PersonLanguage.objects.create(person=person, language=language)
            Residence.objects.create(
                case=case,
                accommodation=accommodation,
                postcode=postcode,
                local_authority=local_authority,
                from_on=claimed_on,
            )
            Support.objects.create(case=case, kind=support, from_on=claimed_on)
            if high_harm:
                HighHarm.objects.create(
                    case=case,
                    recorded_at=AT,
                    recorded_by=self.service,
                    because="as recorded at screening",
                )
            record_facts(
                [case.pk],
                at=AT,
                vocabulary_version=self.release.vocabulary_version,
            )
        return case


def assemble() -> Cast:
    """Create the cast in the present database."""
    service = create_service_accounts(at=AT)
    with acting_as(service):
        release = publish_release(
            POLICY_FOLDER,
            by=service,
            at=datetime(2026, 1, 1, tzinfo=UTC),
            because="release 1",
            demo=True,
        )
        liverpool = Unit.objects.create(
            code="LIVERPOOL", name="Liverpool", region="North West"
        )
        mersey = Unit.objects.create(code="MERSEY", name="Mersey", region="North West")
        people = {
            name: _person(name, role, unit, service)
            for name, role, unit in (
                ("amira", Role.DECISION_MAKER, liverpool),
                ("bo", Role.TECHNICAL_SPECIALIST, liverpool),
                ("cass", Role.TEAM_LEADER, liverpool),
                ("dana", Role.WORKFLOW_MANAGER, liverpool),
                ("eli", Role.CASE_PROGRESSION_OFFICER, liverpool),
                ("idris", Role.AUDITOR, liverpool),
                ("jo", Role.ADMINISTRATOR, liverpool),
            )
        }
        amira = people["amira"].staff_member
        amira.decides, amira.weekly_places = True, 5
        amira.save()
        SkillHeld.objects.create(
            staff_member=amira, skill="children", expires_on=date(2027, 6, 1)
        )
        nobody = User.objects.create_user("nobody", name="Nobody In Particular")
    return Cast(
        **people,
        nobody=nobody,
        service=service,
        liverpool=liverpool,
        mersey=mersey,
        release=release,
    )


def _person(name: str, role: Role, unit: Unit, service: User) -> User:
    user = User.objects.create_user(name, name=f"{name.capitalize()} Test")
    grant(user, roles=[role], by=service, at=AT, because="the cast")
    StaffMember.objects.create(
        ref=f"S-{name}",
        name=user.name,
        user=user,
        grade="HEO",
        unit=unit,
        fte=1,
        started_on=date(2024, 1, 1),
    )
    return user
