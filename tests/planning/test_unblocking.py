"""Trainings that nobody holds where cases wait, and who is nearest to them."""

from datetime import date

from evenhand.core.models import Role
from evenhand.core.viewing import acting_as
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.planning.models import Run
from evenhand.planning.unblocking import TrainingShort, trainings_short
from evenhand.releases.queries import policy_of
from tests.cast import AT, ON, Cast


def planned(cast: Cast) -> Run:
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    return carry_out(run.pk, at=AT)


def short(cast: Cast, run: Run) -> list[TrainingShort]:
    with acting_as(cast.dana):
        return trainings_short(run, policy_of(run.release))


def a_child(cast: Cast, **columns: object) -> None:
    cast.case(born_on=date(2012, 1, 1), unaccompanied=True, **columns)  # type: ignore[arg-type]


def test_training_is_named_with_its_cases_and_who_lacks_only_that(cast: Cast) -> None:
    cast.amira.staff_member.skills.all().delete()
    zoe = cast.person("zoe", Role.DECISION_MAKER).staff_member
    zoe.decides, zoe.weekly_places = True, 5
    zoe.save()
    a_child(cast)
    a_child(cast)
    a_child(cast, restriction="restricted")
    cast.case()
    (found,) = short(cast, planned(cast))
    assert found == TrainingShort(
        unit="LIVERPOOL",
        trainings=("children",),
        cases=2,
        lacking=1,
        nearest=("Amira Test", "Zoe Test"),
    )


def test_nothing_is_short_where_somebody_holds_it(cast: Cast) -> None:
    a_child(cast)
    a_child(cast, restriction="restricted")
    assert short(cast, planned(cast)) == []


def test_page_names_the_training_and_the_people(cast: Cast, client) -> None:
    cast.amira.staff_member.skills.all().delete()
    a_child(cast)
    run = planned(cast)
    client.force_login(cast.dana, "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/planning/{run.pk}/?show=not-placed").text
    table = page.split("Trainings that nobody there holds")[1].split("</table>")[0]
    assert "Amira Test" in table
    assert "Lacks this training" in table
    one = client.get(f"/planning/{run.pk}/?show=not-placed&why=nobody+trained").text
    assert "Trainings that nobody there holds" in one
