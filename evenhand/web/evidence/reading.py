"""The two lists of paragraph 339NA, as their reader may see them, longest waiting first."""

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import QueryDict

from evenhand.appointments.requirements import files_to_be_read
from evenhand.casework.cases.stages import OPEN
from evenhand.casework.models import Barrier, Case, EvidenceNote
from evenhand.core.arrays import AnyOf
from evenhand.engine.interviewing.asking import stages_listed
from evenhand.releases.models import PolicyRelease
from evenhand.releases.queries import policy_of
from evenhand.web.cases.flags import Flag, flags_of
from evenhand.web.cases.standing import standings_of
from evenhand.web.forms import day_in_address
from evenhand.web.titles import Titles


PAGE = 50
GRANTS, UNABLE = "grants", "unable"
# The lists by their names in an address: the attribute that puts a case on each.
LISTS = {GRANTS: "possible_grant", UNABLE: "unable"}
UNFIT = "unfit-for-interview"
EVERY_UNIT, NO_UNIT = "all", "none"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: a list, a unit (`EVERY_UNIT`: all), a key to go on from."""

    which: str
    unit: str
    after: tuple[date, str] | None

    @classmethod
    def from_address(cls, query: QueryDict, *, unit: str) -> "Asked":
        """`unit`: the code of the reader's own, where the address names none."""
        which = query.get("list", "")
        day, _, ref = query.get("after", "").partition("~")
        claimed_on = day_in_address(day)
        return cls(
            which=which if which in LISTS else GRANTS,
            unit=query.get("unit", "")[:20] or unit or EVERY_UNIT,
            after=(claimed_on, ref[:20]) if claimed_on and ref else None,
        )

    def address(self, **changes: str) -> str:
        """The same question with some of it changed, as the end of an address."""
        query = QueryDict(mutable=True)
        for name, value in {"list": self.which, "unit": self.unit, **changes}.items():
            if value:
                query[name] = value
        return f"?{query.urlencode()}"


@dataclass(frozen=True, slots=True)
class Line:
    """One file to be read: whose, why and what next, what was noted, and the barrier."""

    case: Case
    name: str
    flags: list[Flag]
    step: str
    rule_id: str
    notes: list[EvidenceNote]
    barrier: Barrier | None


@dataclass(frozen=True, slots=True)
class FilesPage:
    """One page of one list; how many are on each; the key after which the next begins."""

    lines: list[Line]
    counts: dict[str, int]
    following: str


def page_of(
    asked: Asked, *, release: PolicyRelease, titles: Titles, today: date
) -> FilesPage:
    """One page of what was asked for, among the cases the viewer may see."""
    stages = stages_listed(policy_of(release))
    known = dict(_cases(asked.unit, stages).values_list("pk", "claimed_on"))
    found = files_to_be_read(list(known), release=release, on=today)
    rows: dict[str, list[tuple[date, str, int, str, str]]] = {
        which: sorted(
            (
                known[row["case_id"]],
                row["case"],
                row["case_id"],
                row[attribute],
                _rule_of(row["rule_ids"], titles, attribute),
            )
            for row in found.rows(named=True)
            if row[attribute] is not None
        )
        for which, attribute in LISTS.items()
    }
    rest = [
        row for row in rows[asked.which] if not asked.after or row[:2] > asked.after
    ]
    shown, more = rest[:PAGE], len(rest) > PAGE
    return FilesPage(
        lines=_lines(shown, titles=titles, today=today),
        counts={which: len(found) for which, found in rows.items()},
        following=f"{shown[-1][0]}~{shown[-1][1]}" if more else "",
    )


def notes_of(case_ids: Sequence[int]) -> dict[int, list[EvidenceNote]]:
    """What was noted of the evidence in each case and still counts, the first one first."""
    notes: dict[int, list[EvidenceNote]] = defaultdict(list)
    for note in (
        EvidenceNote.objects.filter(AnyOf("case_id", case_ids), ended_at=None)
        .select_related("recorded_by")
        .order_by("dated_on", "pk")
    ):
        notes[note.case_id].append(note)
    return notes


def _cases(unit: str, stages: Set[str]) -> QuerySet[Case]:
    cases = Case.objects.filter(stage__in=sorted(OPEN & stages))
    if unit == EVERY_UNIT:
        return cases
    if unit == NO_UNIT:
        return cases.filter(responsible_unit=None)
    return cases.filter(responsible_unit__code=unit)


def _rule_of(rule_ids: Sequence[str], titles: Titles, attribute: str) -> str:
    """The rule that put the case on the list."""
    assert titles.policy is not None
    for rule_id in rule_ids:
        table, _ = titles.policy.rule(rule_id)
        if any(output.name == attribute for output in table.outputs):
            return rule_id
    return ""


def _lines(
    rows: Sequence[tuple[date, str, int, str, str]], *, titles: Titles, today: date
) -> list[Line]:
    ids = [row[2] for row in rows]
    cases = {
        case.pk: case
        for case in Case.objects.filter(AnyOf("id", ids)).select_related(
            "responsible_unit", "progressor"
        )
    }
    standings = standings_of(list(cases.values()), today=today)
    notes = notes_of(ids)
    barriers = {
        barrier.case_id: barrier
        for barrier in Barrier.objects.filter(
            AnyOf("case_id", ids), kind=UNFIT, closed_on=None
        )
    }
    return [
        Line(
            case=cases[pk],
            name=standings[pk].name,
            flags=flags_of(cases[pk], standings[pk], titles=titles),
            step=step,
            rule_id=rule_id,
            notes=notes[pk],
            barrier=barriers.get(pk),
        )
        for _, _, pk, step, rule_id in rows
    ]
