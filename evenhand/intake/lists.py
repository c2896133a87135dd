"""The words that count, from the policy in force, the house and what people taught."""

from datetime import datetime

from evenhand.casework.models import Person, PersonNationality, Restriction, Stage
from evenhand.intake.models import TaughtWord
from evenhand.intake.reading.fields import FIELDS
from evenhand.intake.reading.lists import Lists
from evenhand.releases.queries import policy_of, release_in_force
from evenhand.workforce.models import Unit


def lists_for(unit: Unit | None, *, at: datetime) -> Lists:
    """What words are checked against; a unit's own taught words win over everybody's."""
    policy = policy_of(release_in_force(at))
    named = {field.register for field in FIELDS if field.register}
    registers: dict[str, dict[str, str]] = {}
    for name in sorted(named & set(policy.registers)):
        register = policy.registers[name]
        about = register.attributes or {}
        registers[name] = {
            value: str(about.get(value, {}).get("title", value))
            for value in register.values
        }
    registers["units"] = dict(Unit.objects.values_list("code", "name"))
    # What the policy does not name, the house does.
    for name, choices in (
        ("stages", Stage.choices),
        ("sexes", Person.Sex.choices),
        ("standings", PersonNationality.Standing.choices),
        ("restrictions", Restriction.choices),
    ):
        registers.setdefault(name, {value: title for value, title in choices if value})
    taught: dict[str, dict[str, str]] = {}
    words = TaughtWord.objects.filter(unit=None) | TaughtWord.objects.filter(unit=unit)
    for said in sorted(words, key=lambda word: word.unit_id is not None):
        taught.setdefault(said.field, {})[said.word] = said.value
    return Lists(registers, taught)
