"""Who a tracker means by an owner or a progressor: a reference, a username, a name."""

import re

import polars as pl
from anyascii import anyascii
from django.db.models import Q

from evenhand.core.models import Clearance
from evenhand.workforce.models import StaffMember


ROLES = {"owner": "a decision maker", "progressor": "a person who works here"}
_TOLD = ("sheet", "row", "field", "code", "words")


def name_key(written: str) -> str:
    """A name by its words in any order, case and accents aside: "khan sara"."""
    words = re.findall(r"[a-z0-9]+", anyascii(written).lower())
    return " ".join(sorted(words))


class Staff:
    """Those who work here at present, by what a tracker may call them."""

    def __init__(self) -> None:
        self._refs: dict[str, dict[str, set[str]]] = {"owner": {}, "progressor": {}}
        self._cleared: dict[str, set[str]] = {
            value: set() for value in Clearance.values
        }
        people = StaffMember.objects.filter(Q(left_on=None)).values_list(
            "ref", "name", "user__username", "decides"
        )
        for ref, name, username, decides in people:
            for called in {ref, username or ref, name}:
                key = name_key(called)
                self._refs["progressor"].setdefault(key, set()).add(ref)
                if decides:
                    self._refs["owner"].setdefault(key, set()).add(ref)
        grants = StaffMember.objects.filter(
            user__clearance_grants__ended_at=None
        ).values_list("ref", "user__clearance_grants__clearance")
        for ref, clearance in grants:
            if clearance is not None:
                self._cleared[clearance].add(ref)

    def find(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The rows with references in place of names, and warnings of those not found.

        Of a restricted case only somebody cleared for it can be the owner.
        """
        warnings = []
        for field, what in ROLES.items():
            written = [text for text in rows[field].unique().to_list() if text]
            found = {
                text: self._refs[field].get(name_key(text), set()) for text in written
            }
            one = {
                text: next(iter(refs)) for text, refs in found.items() if len(refs) == 1
            }
            why = {
                text: f"“{text}” is the name of several people"
                if refs
                else f"“{text}” is not {what}"
                for text, refs in found.items()
                if len(refs) != 1
            }
            rows = rows.with_columns(
                _written=pl.col(field),
                _why=pl.col(field).replace_strict(
                    why, default=None, return_dtype=pl.String
                ),
            ).with_columns(
                pl.col(field).replace_strict(one, default=None, return_dtype=pl.String)
            )
            if field == "owner":
                rows = self._cleared_owners(rows)
            warnings.append(
                rows.filter(pl.col("_why").is_not_null()).select(
                    "sheet",
                    "row",
                    field=pl.lit(field),
                    code=pl.lit(f"{field}_unknown"),
                    words=pl.col("_why"),
                )
            )
            rows = rows.drop("_written", "_why")
        return rows, pl.concat(warnings).select(_TOLD)

    def _cleared_owners(self, rows: pl.DataFrame) -> pl.DataFrame:
        wrong = pl.lit(False)
        for mark in (Clearance.RESTRICTED, Clearance.SPECIAL):
            cleared = sorted(self._cleared[mark])
            wrong |= (pl.col("restriction") == mark.value) & ~pl.col("owner").is_in(
                cleared
            )
        wrong = wrong.fill_null(False) & pl.col("owner").is_not_null()
        return rows.with_columns(
            _why=pl.when(wrong)
            .then(pl.format("“{}” is not cleared for this case", "_written"))
            .otherwise("_why"),
            owner=pl.when(~wrong).then("owner"),
        )
