"""Cases that persons link are groups, whichever way the links run."""

from hypothesis import given
from hypothesis import strategies as st

from evenhand.casework.models import Case, Person, PersonLink
from evenhand.casework.people.queries import connected, linked_cases
from evenhand.casework.people.services import link_people, unlink_people
from evenhand.core.viewing import acting_as
from tests.cast import AT, Cast


NUMBERS = st.integers(1, 12)


@given(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=20))
def test_connected_numbers_have_the_same_lowest_and_others_do_not(
    pairs: list[tuple[int, int]],
) -> None:
    reached = {n: {n} for pair in pairs for n in pair}
    for _ in reached:
        for one, other in pairs:
            both = reached[one] | reached[other]
            for n in both:
                reached[n] = reached[n] | both
    assert connected(pairs) == {n: min(some) for n, some in reached.items()}


def link(cast: Cast, one: Case, other: Case) -> PersonLink:
    with acting_as(cast.service):
        persons = [
            Person.objects.select_related("case").get(case=case)
            for case in (one, other)
        ]
        return link_people(*persons, evidence="same passport", by=cast.service, at=AT)


def groups(cast: Cast) -> dict[int, int]:
    with acting_as(cast.service):
        return dict(linked_cases().iter_rows())


def test_links_by_way_of_another_are_one_group_until_they_end(cast: Cast) -> None:
    first, second, third, alone = (cast.case() for _ in range(4))
    link(cast, third, second)
    ended = link(cast, second, first)
    assert groups(cast) == {case.pk: first.pk for case in (first, second, third)}
    assert alone.pk not in groups(cast)
    with acting_as(cast.service):
        unlink_people(ended, by=cast.service, at=AT, because="a brother's passport")
    assert groups(cast) == {second.pk: second.pk, third.pk: second.pk}


def test_reader_knows_of_no_link_to_a_case_they_may_not_see(cast: Cast) -> None:
    link(cast, cast.case(), cast.case(restriction="restricted"))
    with acting_as(cast.dana):
        assert linked_cases().is_empty()


def test_linking_counts_as_a_change_of_both_cases(cast: Cast) -> None:
    one, other = cast.case(), cast.case()
    link(cast, one, other)
    with acting_as(cast.dana):
        assert set(Case.objects.values_list("version", flat=True)) == {2}
