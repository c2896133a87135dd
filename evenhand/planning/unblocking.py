"""What training would let cases of a run be placed that nobody in their unit may take."""

from collections import Counter
from dataclasses import dataclass

from django.db import connection

from evenhand.engine.rules.release import Release
from evenhand.planning.models import Run
from evenhand.workforce.capacity import weekly_places


@dataclass(frozen=True, slots=True)
class TrainingShort:
    """Cases that wait in one unit because nobody there holds a training, or several.

    `nearest` are the names of decision makers there who lack the fewest of the
    `trainings`, by name: each lacks as many as `lacking`. None where nobody decides
    there.
    """

    unit: str
    trainings: tuple[str, ...]
    cases: int
    lacking: int
    nearest: tuple[str, ...]


_WAITING = """
SELECT o.routed_units[1], o.requires, count(*)
FROM planning_proposal p
JOIN planning_outcome o ON o.case_id = p.case_id AND o.valid @> %s::timestamptz
WHERE p.run_id = %s AND p.why_not = 'nobody trained' AND cardinality(o.routed_units) > 0
GROUP BY 1, 2
"""


def trainings_short(run: Run, policy: Release) -> list[TrainingShort]:
    """Trainings that nobody in a unit holds together, those of most cases first.

    Of the unit that a case prefers, in the week of the run, among the cases the viewer
    may see. Of clearances nothing is said: it would tell which cases ask for one.
    """
    known = set(policy.registers["skills"].values)
    waiting: Counter[tuple[str, tuple[str, ...]]] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [run.finished_at, run.pk])
        for unit, requires, number in cursor.fetchall():
            trainings = tuple(sorted(known.intersection(requires)))
            if trainings:
                waiting[unit, trainings] += number
    people = weekly_places(run.on).select("name", "unit", "also_units", "skills")
    found = []
    for (unit, trainings), number in waiting.items():
        lacks = {
            row["name"]: len(set(trainings) - set(row["skills"]))
            for row in people.to_dicts()
            if unit == row["unit"] or unit in row["also_units"]
        }
        fewest = min(lacks.values(), default=0)
        if lacks and not fewest:
            continue  # Somebody holds them all: it is something else that is lacking.
        found.append(
            TrainingShort(
                unit=unit,
                trainings=trainings,
                cases=number,
                lacking=fewest,
                nearest=tuple(
                    sorted(name for name, lack in lacks.items() if lack == fewest)
                ),
            )
        )
    return sorted(found, key=lambda short: (-short.cases, short.unit, short.trainings))
