import numpy as np
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from evenhand.engine.allocation.which import choose


@st.composite
def choices(draw):
    rows = draw(st.integers(1, 5))
    people = draw(st.integers(1, 5))
    bits = st.lists(st.booleans(), min_size=people, max_size=people)
    fits = np.array([draw(bits) for _ in range(rows)])
    row = np.array(
        draw(st.lists(st.integers(-1, rows - 1), max_size=15)), dtype=np.int64
    )
    places = st.lists(st.integers(1, 3), min_size=people, max_size=people)
    return row, fits, np.array(draw(places), dtype=np.int64)


def one_by_one(row, fits, capacity):
    """Each case in turn, moving others along a chain if need be."""
    held = [[] for _ in capacity]

    def settle(case, seen):
        for person in np.flatnonzero(fits[row[case]]):
            if person in seen:
                continue
            seen.add(person)
            if len(held[person]) < capacity[person]:
                held[person].append(case)
                return True
            for other in list(held[person]):
                if settle(other, seen):
                    held[person].remove(other)
                    held[person].append(case)
                    return True
        return False

    return [bool(row[case] >= 0 and settle(case, set())) for case in range(len(row))]


@for_all(choices())
@settings(max_examples=200, deadline=None)
def test_choose_agrees_with_asking_case_by_case(of):
    assert choose(*of).tolist() == one_by_one(*of)
