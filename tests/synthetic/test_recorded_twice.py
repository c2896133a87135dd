"""Some people have a second record, some relatives a case too, and it is said who."""

import datetime
from collections import Counter

import polars as pl
import pytest

from evenhand.synthetic.caseload import caseload
from evenhand.synthetic.slips import SLIPS
from tests.synthetic.conftest import an_aim


NAMES = ["family_name", "given_names"]
SAME_PERSON = ["sex", "nationality", "language", "dialect"]


@pytest.fixture(scope="module")
def pairs(made) -> pl.DataFrame:
    """Each likeness with both of its cases side by side."""
    return made.likenesses.join(made.cases, on="reference", validate="1:1").join(
        made.cases, left_on="other", right_on="reference", suffix="_2", validate="1:1"
    )


def test_there_are_as_many_as_are_told(made):
    told = dict(made.likenesses["kind"].value_counts().iter_rows())
    assert told == {"same person": 24, "family": 60}
    situations = made.manifest["situations"]
    assert situations["a second record of somebody"] == told["same person"]
    assert situations["a relative has a case too"] == told["family"]


def test_nobody_is_in_two_pairs_and_the_earlier_claim_comes_first(pairs):
    refs = [*pairs["reference"], *pairs["other"]]
    assert len(set(refs)) == len(refs)
    assert (pairs["claimed_on"] <= pairs["claimed_on_2"]).all()


def test_a_second_record_is_of_one_person_and_differs_by_its_slip(pairs):
    slips = Counter()
    for pair in pairs.filter(kind="same person").iter_rows(named=True):
        assert all(pair[name] == pair[f"{name}_2"] for name in SAME_PERSON)
        born = [pair["claimed_date_of_birth"], pair["claimed_date_of_birth_2"]]
        changed = {
            *(name for name in NAMES if pair[name] != pair[f"{name}_2"]),
            *(["born"] if born[0] != born[1] else []),
        }
        assert (pair["slip"] == "none") == (not changed), pair
        assert pair["slip"] in SLIPS
        age = datetime.date.fromisoformat(pair["claimed_on_2"]).year - int(born[1][:4])
        assert 19 <= age <= 91
        slips[pair["slip"]] += 1
    assert len(slips) > 4, "slips are of many kinds"


def test_relatives_share_a_name_and_a_home_or_a_representative(pairs):
    families = pairs.filter(kind="family")
    assert (families["family_name"] == families["family_name_2"]).all()
    home = families["address"].eq_missing(families["address_2"])
    file = families["representative_reference"]
    assert (home | (file == families["representative_reference_2"])).all()
    assert 0 < home.sum() < len(families)


def test_nobody_else_is_touched():
    aim = an_aim(1000)
    with_them, without = caseload(aim), caseload(aim, once=True)
    assert len(without.likenesses) == 0
    assert with_them.cases["reference"].equals(without.cases["reference"])
    people = [*NAMES, "claimed_date_of_birth", "sex", "nationality", "address", "stage"]
    later = with_them.likenesses["other"].implode()
    others = ~pl.col("reference").is_in(later)
    assert (
        with_them.cases.filter(others)
        .select(people)
        .equals(without.cases.filter(others).select(people))
    )


def test_a_seed_gives_the_same_ones():
    one, same = caseload(an_aim(1000, seed=7)), caseload(an_aim(1000, seed=7))
    assert one.likenesses.equals(same.likenesses)
    assert not one.likenesses.equals(caseload(an_aim(1000, seed=8)).likenesses)
