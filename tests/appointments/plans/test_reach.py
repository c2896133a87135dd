"""Who is put to the planner: the most urgent whom these weeks could reach, by language."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from evenhand.appointments.plans.reach import AT_LEAST, SPARE, within_reach


def waiting(languages: list[str]) -> pl.DataFrame:
    """Claimants in order of urgency; an empty language needs no interpreter."""
    return pl.DataFrame(
        {"language": languages, "interpreted": [bool(one) for one in languages]},
        schema={"language": pl.String, "interpreted": pl.Boolean},
    )


def test_more_speakers_than_interpreters_could_serve_do_not_crowd_others_out() -> None:
    found = within_reach(
        waiting(["Dari"] * 500 + ["Pashto"] * 30),
        interviews=100,
        interpreters={"Dari": 10, "Pashto": 100},
    ).to_list()
    assert sum(found[:500]) == int(SPARE * 10) + AT_LEAST
    assert sum(found[500:]) == 30


def test_who_needs_no_interpreter_is_reached_as_far_as_interviewers_go() -> None:
    found = within_reach(waiting([""] * 500), interviews=100, interpreters={})
    assert found.sum() == int(SPARE * 100) + AT_LEAST


def test_language_that_nobody_has_is_told_of_by_a_few() -> None:
    found = within_reach(waiting(["Bejja"] * 50), interviews=100, interpreters={})
    assert found.to_list() == [True] * AT_LEAST + [False] * (50 - AT_LEAST)


@given(
    st.lists(st.sampled_from(["", "Dari", "Pashto", "Bejja"]), max_size=300),
    st.integers(0, 60),
    st.dictionaries(st.sampled_from(["Dari", "Pashto"]), st.integers(0, 60)),
)
def test_nobody_is_passed_over_for_one_behind_who_asks_the_same(
    languages: list[str], interviews: int, interpreters: dict[str, int]
) -> None:
    found = within_reach(
        waiting(languages), interviews=interviews, interpreters=interpreters
    ).to_list()
    for language in set(languages):
        alike = [
            reached
            for reached, of in zip(found, languages, strict=True)
            if of == language
        ]
        assert alike == sorted(alike, reverse=True)
    assert sum(found) <= int(SPARE * interviews) + AT_LEAST
