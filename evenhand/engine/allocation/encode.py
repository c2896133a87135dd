"""A problem as arrays: cases in the order they are considered, people, who fits whom.

Cases that ask the same of people share a row of a fitness matrix, so that the solver
sees some hundreds of signatures instead of all cases.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from evenhand.engine.allocation.problem import Problem


Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NONE = -1  # in every array of codes: there is none
SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Encoded:
    """Arrays over cases (n, in order of rank) and people with places (p, by ref).

    unit_list   (n) index into `lists`, tuples of unit codes, preferred first
    requirement (n) index into the rows of `meets` (r x p): holds all it asks for
    language    (n) index into the rows of `speaks` (l x p), or NONE
    kind        (n) code, or NONE
    owner       (n) index of a person with places, or NONE; `owned` (n) whether the
                case names an owner at all
    group       (n) code of a group of two or more, or NONE
    hard        (n) index into the rows of `fits` (h x p): works in one of the units
                and meets the requirement; conflicts are apart, in
    conflicts   case -> people who fit it otherwise
    member      (p x u) works in the unit, at home or secondarily
    capacity    (p) places, all above 0
    """

    refs: pl.Series
    band: Ints
    unit_list: Ints
    lists: list[tuple[int, ...]]
    requirement: Ints
    meets: Bools
    language: Ints
    speaks: Bools
    kind: Ints
    kinds: int
    owner: Ints
    owned: Bools
    group: Ints
    groups: int
    hard: Ints
    fits: Bools
    conflicts: dict[int, tuple[int, ...]]
    people: list[str]
    member: Bools
    units: list[str]
    capacity: Ints
    allowed: Ints


def encode(problem: Problem) -> Encoded:
    """Put cases in order of rank and say who fits what; independent of input order."""
    cases = problem.cases
    order = in_order(cases)
    people = problem.people.filter(pl.col("capacity") > 0)
    refs = people["ref"].to_list()
    index_of = {ref: index for index, ref in enumerate(refs)}
    homes = people["unit"].to_list()

    unit_list, list_texts = _coded(cases["units"].list.join(SEPARATOR))
    named = [_names(text) for text in list_texts]
    units = sorted(
        {unit for some in named for unit in some}
        | {unit for unit in homes if unit}
        | {unit for some in people["also_units"].to_list() for unit in some}
    )
    unit_code = {unit: code for code, unit in enumerate(units)}
    lists = [tuple(unit_code[unit] for unit in some) for some in named]
    member = np.zeros((len(refs), len(units)), dtype=np.bool_)
    for index, (home, also) in enumerate(
        zip(homes, people["also_units"].to_list(), strict=True)
    ):
        member[index, [unit_code[unit] for unit in {home, *also} if unit]] = True

    requirement, requirement_texts = _coded(cases["requires"].list.join(SEPARATOR))
    skills = [frozenset(some) for some in people["skills"].to_list()]
    meets = _rows(
        [
            [needed <= held for held in skills]
            for needed in (frozenset(_names(text)) for text in requirement_texts)
        ],
        len(refs),
    )
    language, spoken = _coded(cases["language"])
    tongues = [frozenset(some) for some in people["languages"].to_list()]
    speaks = _rows(
        [[tongue in held for held in tongues] for tongue in spoken], len(refs)
    )

    works = np.array(
        [member[:, list(some)].any(axis=1) for some in lists], dtype=np.bool_
    ).reshape(len(lists), len(refs))
    width = max(1, len(requirement_texts))
    pairs, hard = np.unique(unit_list * width + requirement, return_inverse=True)
    fits = works[pairs // width] & meets[pairs % width]

    kind, kinds = _coded(cases["kind"])
    owners, owner_texts = _coded(cases["owner"])
    owner_index = np.array(
        [index_of.get(text, NONE) for text in owner_texts] + [NONE], dtype=np.int64
    )
    group, group_texts = _coded(_groups_of_two_or_more(cases))
    band = cases["band"].to_numpy()[order]
    places = people["capacity"].to_numpy()
    exempt = np.array([home in problem.exempt_units for home in homes], dtype=np.bool_)
    share = {size: problem.share_of(size) for size in set(places.tolist())}
    return Encoded(
        refs=cases["ref"].gather(order),
        band=band,
        unit_list=unit_list[order],
        lists=lists,
        requirement=requirement[order],
        meets=meets,
        language=language[order],
        speaks=speaks,
        kind=kind[order],
        kinds=len(kinds),
        owner=owner_index[owners][order],
        owned=(owners != NONE)[order],
        group=group[order],
        groups=len(group_texts),
        hard=hard[order].astype(np.int64),
        fits=fits,
        conflicts=_conflicts(cases, index_of, fits, hard, order),
        people=refs,
        member=member,
        units=units,
        capacity=places,
        allowed=np.where(
            exempt,
            places,
            np.array([share[size] for size in places.tolist()], dtype=np.int64),
        ),
    )


def in_order(cases: pl.DataFrame) -> Ints:
    """The order in which cases are considered: reserved, band, longest waiting, ref.

    cases are in order of ref; answers their indices, most urgent first. Members of a
    group less urgent than its most urgent one come straight after the band (or
    reserved share) of that one: they come along with it, but never take a place from
    a case of its band.
    """
    tier = np.where(cases["reserved"].to_numpy(), 0, cases["band"].to_numpy())
    top = tier
    if cases["group"].null_count() < len(cases):
        group, names = _coded(cases["group"])
        tops = np.full(len(names) + 1, np.iinfo(np.int64).max)
        np.minimum.at(tops, group, tier)
        top = np.where(group == NONE, tier, tops[group])
    return np.lexsort((-cases["waiting_days"].to_numpy(), tier, tier > top, top))


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.split(SEPARATOR))) if text else ()


def _groups_of_two_or_more(cases: pl.DataFrame) -> pl.Series:
    return cases.select(
        pl.when(pl.len().over("group") > 1).then("group").alias("group")
    ).to_series()


def _coded(texts: pl.Series) -> tuple[Ints, list[str]]:
    """Codes in the order of the texts themselves, NONE where there is none."""
    values = texts.drop_nulls().unique().sort()
    if not len(values):
        return np.full(len(texts), NONE, dtype=np.int64), []
    codes = texts.cast(pl.Enum(values)).to_physical().cast(pl.Int64).fill_null(NONE)
    return codes.to_numpy(), values.to_list()


def _rows(rows: list[list[bool]], width: int) -> Bools:
    return np.array(rows, dtype=np.bool_).reshape(len(rows), width)


def _conflicts(
    cases: pl.DataFrame,
    index_of: dict[str, int],
    fits: Bools,
    hard: npt.NDArray[np.intp],
    order: Ints,
) -> dict[int, tuple[int, ...]]:
    named = (
        cases.select("conflicts")
        .with_row_index("case")
        .filter(pl.col("conflicts").list.len() > 0)
    )
    if not len(named):
        return {}
    rank = np.argsort(order)
    found: dict[int, tuple[int, ...]] = {}
    for case, people in named.iter_rows():
        against = {
            index_of[person]
            for person in people
            if person in index_of and fits[hard[case], index_of[person]]
        }
        if against:
            found[int(rank[case])] = tuple(sorted(against))
    return dict(sorted(found.items()))
