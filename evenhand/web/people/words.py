"""Teams and grades in words, where they are kept as short codes."""

from evenhand.workforce.models import StaffMember, Unit


# Grades of the Civil Service.
GRADES = {
    "AA": "Administrative assistant",
    "AO": "Administrative officer",
    "EO": "Executive officer",
    "HEO": "Higher executive officer",
    "SEO": "Senior executive officer",
    "G7": "Grade 7",
    "G6": "Grade 6",
    "SCS": "Senior civil servant",
}


def grade_of(person: StaffMember) -> str:
    """A grade in words; as it is written where it is none of the Civil Service's."""
    return GRADES.get(person.grade, person.grade)


def team_of(name: str, unit: Unit) -> str:
    """A team's name, with the name of its unit where it was given the unit's code."""
    return unit.name + name[len(unit.code) :] if name.startswith(unit.code) else name
