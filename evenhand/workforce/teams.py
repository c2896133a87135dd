"""Teams are added and named anew; who is in them is said of each person (services.py)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.workforce.models import Team, Unit
from evenhand.workforce.verdicts import may_place


TAKEN = "This unit has a team of that name already"


@transaction.atomic
def add_team(unit: Unit, *, name: str, by: User, at: datetime) -> Team:
    """Add a team to a unit. Refused without a name, and where the name is taken."""
    may_place(by).enforce()
    if not name.strip():
        raise Refused("Enter the name of the team")
    try:
        with transaction.atomic():
            team: Team = unit.teams.create(name=name.strip())
    except IntegrityError as clash:
        raise Refused(TAKEN) from clash
    record_events(
        [Happening("team_added", {"unit": unit.code, "team": team.name})], by=by, at=at
    )
    return team


@transaction.atomic
def rename_team(team: Team, *, name: str, by: User, at: datetime) -> None:
    """Give a team another name. Refused without one, and where the name is taken."""
    may_place(by).enforce()
    if not name.strip():
        raise Refused("Enter the name of the team")
    team = (
        Team.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=team.pk)
    )
    before, team.name = team.name, name.strip()
    if team.name == before:
        return
    try:
        with transaction.atomic():
            team.save(update_fields=["name"])
    except IntegrityError as clash:
        raise Refused(TAKEN) from clash
    record_events(
        [
            Happening(
                "team_renamed",
                {"unit": team.unit.code, "before": before, "team": team.name},
            )
        ],
        by=by,
        at=at,
    )
