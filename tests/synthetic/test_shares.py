"""The caseload resembles the figures it was aimed at."""

import polars as pl
import pytest

from evenhand.synthetic import calibration
from evenhand.synthetic.caseload import caseload
from tests.synthetic.conftest import ON, an_aim


def test_shares_of_the_mixes_add_to_a_hundred():
    for mix in calibration.mixes():
        nations = calibration.nations(mix)
        assert sum(n.share for n in nations) == pytest.approx(100)
        assert all(n.share > 0 for n in nations)


def test_barrier_kinds_are_shares_of_all_barriers():
    barriers = calibration.calibration()["barriers"]
    parts = [*barriers["before"].values(), *barriers["after"].values()]
    assert sum(parts) == pytest.approx(100)


@pytest.mark.parametrize("mix", ["dec2022", "sep2024"])
def test_nationalities_are_within_a_case_or_two_of_their_share(mix):
    cases = caseload(an_aim(2000, mix=mix)).cases
    for nation in sorted(calibration.nations(mix), key=lambda n: -n.share)[:10]:
        count = (cases["nationality"] == nation.name).sum()
        # The largest gives up a few people so that each rare nationality is met.
        assert abs(count - 20 * nation.share) <= 8, nation.name


def test_mixes_differ_as_published(made):
    later = caseload(an_aim(4000, mix="sep2024")).cases
    albanian = [(c["nationality"] == "Albania").mean() for c in (made.cases, later)]
    assert albanian[0] > 0.15
    assert albanian[1] < 0.04


@pytest.mark.parametrize(
    ("months", "share"), [((0, 3), 17), ((3, 6), 16), ((6, 12), 21), ((12, 240), 46)]
)
def test_time_since_claim_follows_the_published_age_of_the_caseload(
    made, months, share
):
    low, high = (pl.lit(ON).dt.offset_by(f"-{m}mo") for m in months)
    claimed = pl.col("claimed_on").str.to_date()
    found = made.cases.select((claimed <= low) & (claimed > high)).to_series().mean()
    assert 100 * found == pytest.approx(share, abs=2)


def test_more_nationals_of_slow_countries_have_waited_six_months(made):
    claimed = pl.col("claimed_on").str.to_date()
    over = made.cases.with_columns(over=claimed < pl.lit(ON).dt.offset_by("-6mo"))
    share = dict(over.group_by("nationality").agg(pl.col("over").mean()).iter_rows())
    assert share["Vietnam"] > share["Iran"] > share["Afghanistan"]


def test_women_are_as_many_as_published(made):
    women = (made.cases["sex"] == "female").mean()
    assert 100 * women == pytest.approx(16.2, abs=0.7)


def test_about_half_of_those_who_claimed_as_children_alone_have_grown_up(made):
    situations = made.manifest["situations"]
    grown = situations["claimed as a child alone, 18 or over now"]
    assert 0.4 < grown / situations["claimed as a child alone"] < 0.6


def test_stages_are_within_half_a_per_cent_of_their_aim(made):
    for stage, share in calibration.calibration()["stages"].items():
        found = 100 * (made.cases["stage"] == stage).mean()
        assert found == pytest.approx(share, abs=0.5), stage


def test_two_thirds_are_supported(made):
    supported = ~made.cases["support"].is_in(["none", "not recorded"])
    assert 0.55 < supported.mean() < 0.65


def test_dependants_are_as_many_as_published(made):
    assert len(made.dependants) / len(made.cases) == pytest.approx(0.209, abs=0.025)
