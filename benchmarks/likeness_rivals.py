"""What one would take off the shelf to find second records: Splink, of the same theory.

Set up as its own guide to deduplicating people does it, over the same persons. It knows
of one person and of strangers, where ours tells families apart. (The other well-known
one, recordlinkage, asks for a pandas older than the one OR-Tools brings.)
"""

import logging
from collections.abc import Collection

import polars as pl
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from evenhand.engine.likeness.problem import Problem


Pair = tuple[int, int]
Scores = dict[Pair, float]


def people(problem: Problem, known: Collection[Pair]) -> pl.DataFrame:
    """One row a person as it wants them: text, and null where nothing is recorded.

    told: the same number for the persons known to be one.
    """
    text = ("family_name", "given_names", "sex", "address", "postcode")
    return problem.persons.select(
        pl.col("person").alias("unique_id"),
        *(pl.col(name).str.to_lowercase().replace("", None) for name in text),
        born=pl.coalesce("claimed", "treated_as", "assessed").dt.to_string("%Y-%m-%d"),
        told=pl.col("person").replace({other: one for one, other in known}),
        nationality=pl.col("nationalities").list.first(),
    )


def splink(problem: Problem, known: Collection[Pair] = ()) -> Scores:
    """Every pair it looked at, with the doublings of the odds that they are one person.

    known: pairs that are one person. With them it learns how often their records agree;
    without, it works that out by expectation maximisation.
    """
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        comparisons=[
            cl.JaroWinklerAtThresholds("given_names", [0.92, 0.8]).configure(
                term_frequency_adjustments=True
            ),
            cl.JaroWinklerAtThresholds("family_name", [0.92, 0.8]).configure(
                term_frequency_adjustments=True
            ),
            cl.DateOfBirthComparison("born", input_is_string=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
            cl.ExactMatch("nationality").configure(term_frequency_adjustments=True),
            cl.ExactMatch("sex"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("born"),
            block_on("family_name", "given_names"),
            block_on("given_names", "substr(born, 1, 4)"),
            block_on("family_name", "substr(born, 1, 4)"),
            block_on("family_name", "substr(born, 6, 5)"),
            block_on("given_names", "substr(born, 6, 5)"),
            block_on("postcode", "substr(given_names, 1, 2)"),
            "l.given_names = r.family_name and l.family_name = r.given_names",
        ],
    )
    api = DuckDBAPI()
    linker = Linker(
        api.register(people(problem, known).to_arrow()),
        settings,
        log_level=logging.ERROR,
    )
    linker.training.estimate_probability_two_random_records_match(
        [block_on("family_name", "given_names", "born")], recall=0.2
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    if known:
        linker.training.estimate_m_from_label_column("told")
    else:
        for rule in (block_on("born"), block_on("family_name", "given_names")):
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
    scored = linker.inference.predict()
    frame = scored.as_pyarrow_table().to_pydict()
    return _scores(frame["unique_id_l"], frame["unique_id_r"], frame["match_weight"])


def _scores(one, other, score) -> Scores:  # type: ignore[no-untyped-def]
    return {
        (min(a, b), max(a, b)): float(s)
        for a, b, s in zip(one, other, score, strict=True)
    }
