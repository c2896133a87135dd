"""The figures of a rehearsal as they are kept, and read again."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from evenhand.engine.groups import Interval
from evenhand.engine.rehearsal.groups import GroupEffect, Mean, MovedBack, Share
from evenhand.engine.rehearsal.rehearse import Told
from evenhand.engine.rehearsal.totals import (
    Explained,
    Figures,
    Listed,
    Move,
    Place,
    Totals,
    UnitWork,
)


Kept = Mapping[str, Any]


def written(told: Told) -> dict[str, Any]:
    """What was told, as JSON can hold it."""
    return asdict(told)


def read(kept: Kept) -> Told:
    """What was told, from what `written` made of it."""
    of = kept["figures"]
    return Told(
        figures=Figures(
            totals=Totals(**of["totals"]),
            units=tuple(UnitWork(**unit) for unit in of["units"]),
            moves=tuple(Move(**move) for move in of["moves"]),
            bands=tuple(Move(**move) for move in of["bands"]),
            explained=tuple(
                Explained(
                    **{
                        **way,
                        "before": tuple(way["before"]),
                        "after": tuple(way["after"]),
                    }
                )
                for way in of["explained"]
            ),
            other_ways=of["other_ways"],
            listed={
                which: Listed(
                    listed["number"],
                    tuple(Place(**place) for place in listed["first"]),
                    tuple(Place(**place) for place in listed["last"]),
                )
                for which, listed in of["listed"].items()
            },
        ),
        groups={
            by: tuple(_effect(effect) for effect in effects)
            for by, effects in kept["groups"].items()
        },
        back=tuple(MovedBack(**back) for back in kept["back"]),
    )


def _effect(kept: Kept) -> GroupEffect:
    return GroupEffect(
        key=kept["key"],
        cases=kept["cases"],
        holds=kept["holds"],
        shares={
            name: Share(
                share["some"],
                share["of"],
                _interval(share["share"]),
                _interval(share["difference"]),
            )
            for name, share in kept["shares"].items()
        },
        means={
            name: Mean(mean["of"], mean["mean"], _interval(mean["difference"]))
            for name, mean in kept["means"].items()
        },
    )


def _interval(kept: Kept | None) -> Interval | None:
    return Interval(**kept) if kept else None
