from datetime import date

import polars as pl

from evenhand.engine.prioritisation.assess import assess
from evenhand.engine.rules.compile import compile_release
from tests.engine.rules.releases import release_of
from tests.engine.rules.test_checks import SOUND


ON = date(2026, 11, 22)
FRAME = pl.DataFrame(
    {
        "case": ["c1", "c2"],
        "version": [3, 4],
        "claimed_on": [date(2020, 1, 1), date(2026, 11, 1)],
        "detained": [False, True],
        "stage": ["screened", "interviewed"],
        "high_harm": [False, False],
        "nationality": ["India", "Iraq"],
    }
)


def test_assessment_passes_on_who_a_case_is_and_says_what_the_rules_say():
    program = compile_release(release_of(SOUND))
    assert assess(program, FRAME, ON).to_dicts() == [
        {
            "case": "c1",
            "version": 3,
            "claimed_on": date(2020, 1, 1),
            "points": 140,
            "band": 1,
            "routed_units": ["NSA"],
            "supported": True,
            "fired": ["S-1", "W-3", "P-1", "R-1", "B-1"],
        },
        {
            "case": "c2",
            "version": 4,
            "claimed_on": date(2026, 11, 1),
            "points": 0,
            "band": 2,
            "routed_units": ["LEEDS"],
            "supported": False,
            "fired": ["S-2", "W-1", "R-2", "B-2"],
        },
    ]


def test_assessment_with_reasons_kept_as_masks_can_spell_them_out_later():
    program = compile_release(release_of(SOUND))
    masks = assess(program, FRAME, ON, spelt_out=False)
    assert "fired" not in masks.columns
    assert program.fired_ids(masks).equals(assess(program, FRAME, ON)["fired"])
