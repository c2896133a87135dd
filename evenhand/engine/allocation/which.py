"""Which cases are placed: the first stage, exact.

Sets of cases that can all be placed at once form a matroid, so there is one set that
is best for every band at once: go through the cases in order and keep each that still
fits beside those kept before. Asked one case at a time that is a flow problem for each;
here it is halved instead. If all cases up to a point fit, none need be asked about
singly. If they do not, the minimum cut names a tight part: signatures whose people are
full with those cases alone. That part and the rest no longer touch each other, and are
settled apart. So every signature keeps a first stretch of its cases.
"""

from dataclasses import dataclass, replace

import numpy as np
from ortools.graph.python import max_flow

from evenhand.engine.allocation.encode import NONE, Bools, Ints


@dataclass(frozen=True, slots=True)
class _Part:
    """Signatures and classes of people that touch no others still in question.

    All their cases up to `low` fit; those from `high` on cannot. `doubted`: it is not
    known whether those up to `high` fit.
    """

    signatures: Ints
    classes: Ints
    low: int
    high: int
    doubted: bool


def choose(row: Ints, fits: Bools, capacity: Ints) -> Bools:
    """Which of the cases, most urgent first, are kept (n).

    row (n) is each case's row of `fits` (rows x people), NONE for a case left out;
    capacity (people) is places.
    """
    chosen = np.zeros(len(row), dtype=np.bool_)
    asked = np.flatnonzero(row != NONE)
    if not len(asked) or not len(capacity):
        return chosen
    used, compact = _compact(row[asked])
    signature_of_row, patterns = _distinct(fits[used])
    class_of_person, columns = _distinct(np.ascontiguousarray(patterns.T))
    reach = np.ascontiguousarray(columns.T)
    places = np.bincount(
        class_of_person, weights=capacity, minlength=reach.shape[1]
    ).astype(np.int64)
    signature = signature_of_row[compact]
    thresholds = _thresholds(signature, reach, places)
    chosen[asked] = np.arange(len(asked)) < thresholds[signature]
    return chosen


def pressed(row: Ints, fits: Bools, capacity: Ints) -> Bools:
    """Which of the cases compete for people that cannot take all of them (n).

    None where everything fits. row is NONE for cases left out.
    """
    pressing = np.zeros(len(row), dtype=np.bool_)
    asked = np.flatnonzero(row != NONE)
    used, compact = _compact(row[asked])
    signature_of_row, patterns = _distinct(fits[used])
    class_of_person, columns = _distinct(np.ascontiguousarray(patterns.T))
    reach = np.ascontiguousarray(columns.T)
    places = np.bincount(
        class_of_person, weights=capacity, minlength=reach.shape[1]
    ).astype(np.int64)
    signature = signature_of_row[compact]
    counts = np.bincount(signature, minlength=len(reach))
    tight, _ = _tight(reach, counts, places)
    pressing[asked] = tight[signature]
    return pressing


def _compact(codes: Ints) -> tuple[Ints, Ints]:
    """The codes that occur, and the index of each among them; without a sort."""
    used = np.flatnonzero(np.bincount(codes))
    index = np.zeros(int(used[-1]) + 1 if len(used) else 0, dtype=np.int64)
    index[used] = np.arange(len(used))
    return used, index[codes]


def _distinct(rows: Bools) -> tuple[Ints, Bools]:
    """The index of each row among the distinct rows, and those."""
    packed = np.ascontiguousarray(np.packbits(rows, axis=1))
    if not packed.shape[1]:
        return np.zeros(len(rows), dtype=np.int64), rows[:1]
    keys = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return inverse.astype(np.int64), rows[first]


def _thresholds(signature: Ints, reach: Bools, places: Ints) -> Ints:
    """For each signature the position before which all its cases are kept."""
    total = len(signature)
    thresholds = np.zeros(len(reach), dtype=np.int64)
    # Few signatures fit sixteen bits, which are sorted without comparing.
    narrow = np.uint16 if len(reach) < 1 << 16 else np.int64
    by_signature = np.argsort(signature.astype(narrow), kind="stable")
    starts = np.searchsorted(signature[by_signature], np.arange(len(reach) + 1))

    def before(signatures: Ints, position: int) -> Ints:
        return (
            np.searchsorted(keys, signatures * stride + position) - starts[signatures]
        )

    stride = total + 1
    keys = signature[by_signature] * stride + by_signature
    parts = [
        _Part(np.arange(len(reach)), np.arange(len(places)), 0, total, doubted=True)
    ]
    while parts:
        part = parts.pop()
        alive = reach[np.ix_(part.signatures, part.classes)].any(axis=1)
        thresholds[part.signatures[~alive]] = part.low
        part = replace(part, signatures=part.signatures[alive])
        if not len(part.signatures):
            continue
        if len(part.classes) == 1 or len(part.signatures) == 1:
            room = int(
                places[part.classes][reach[part.signatures[0], part.classes]].sum()
            )
            thresholds[part.signatures] = _fill(part, room, by_signature, starts)
            continue
        middle = part.high if part.doubted else (part.low + part.high) // 2
        if not part.doubted and part.high - part.low == 1:
            thresholds[part.signatures] = part.low
            continue
        counts = before(part.signatures, middle)
        tight, full = _tight(
            reach[np.ix_(part.signatures, part.classes)], counts, places[part.classes]
        )
        if not tight.any():
            if part.doubted:
                thresholds[part.signatures] = part.high
            else:
                parts.append(
                    _Part(
                        part.signatures, part.classes, middle, part.high, doubted=False
                    )
                )
            continue
        parts.append(
            _Part(
                part.signatures[tight],
                part.classes[full],
                part.low,
                middle,
                doubted=False,
            )
        )
        rest = part.signatures[~tight]
        if part.doubted:
            thresholds[rest] = part.high
        else:
            parts.append(
                _Part(rest, part.classes[~full], middle, part.high, doubted=True)
            )
    return thresholds


def _fill(part: _Part, room: int, by_signature: Ints, starts: Ints) -> int:
    """One class, or one signature: the first cases, as many as there is room for."""
    waiting = np.sort(
        np.concatenate(
            [by_signature[starts[one] : starts[one + 1]] for one in part.signatures]
        )
    )
    waiting = waiting[waiting < part.high]
    return part.high if len(waiting) <= room else int(waiting[room])


def _tight(reach: Bools, counts: Ints, places: Ints) -> tuple[Bools, Bools]:
    """The signatures that do not all fit, with those they press on, and the people.

    Masks over signatures and classes: the source side of a minimum cut, empty when
    everything fits.
    """
    signatures, classes = reach.shape
    asking, offering = np.nonzero(reach & (counts > 0)[:, None])
    source, sink = signatures + classes, signatures + classes + 1
    flow = max_flow.SimpleMaxFlow()
    flow.add_arcs_with_capacity(
        np.concatenate(
            [np.full(signatures, source), asking, signatures + np.arange(classes)]
        ),
        np.concatenate(
            [np.arange(signatures), signatures + offering, np.full(classes, sink)]
        ),
        np.concatenate([counts, counts[asking], places]),
    )
    status = flow.solve(source, sink)
    assert status == flow.OPTIMAL, status
    mask = np.zeros(signatures + classes + 2, dtype=np.bool_)
    if flow.optimal_flow() < counts.sum():
        mask[flow.get_source_side_min_cut()] = True
    return mask[:signatures], mask[signatures : signatures + classes]
