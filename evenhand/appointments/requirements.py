"""Which interview each case asks for, and whose file is to be read, by the policy.

For one case and for the whole caseload alike. Facts are read as the planning service:
callers pass cases their viewer may see, or act as a service themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from evenhand.casework.facts.gather import facts_known_at
from evenhand.core.verdict import Refused
from evenhand.engine.interviewing.asking import (
    LISTS,
    TABLES,
    interview_asked,
    interviews_asked,
    to_be_read,
)
from evenhand.engine.rules.explain import Reason, sentences
from evenhand.releases.models import PolicyRelease
from evenhand.releases.queries import policy_of, program_of


@dataclass(frozen=True, slots=True)
class InterviewAsked:
    """The interview one case asks for, were it held on a day.

    kind         substantive, follow-up or none.
    minutes      from start to end, breaks in them; set-up and turn-round are not.
    modes        "in person" and "video", as far as it may be held so.
    needs        trainings the interviewer must hold.
    why_not      why it may not be proposed, in words; empty where it may.
    rule_ids     the rules that say so.
    high_harm    whoever interviews is cleared for it; shown to nobody who is not.
    """

    case_id: int
    kind: str
    minutes: int
    breaks: int
    break_minutes: int
    modes: tuple[str, ...]
    needs: tuple[str, ...]
    as_child: bool
    adult_needed: bool
    may_be_proposed: bool
    why_not: str
    rule_ids: tuple[str, ...]
    high_harm: bool


def interviews_of(
    case_ids: Sequence[int] | None,
    *,
    release: PolicyRelease,
    on: date,
    known_at: datetime | None = None,
) -> pl.DataFrame:
    """The interview that each of these cases (None: of all) asks for on a day.

    Columns as `engine.interviewing.asking.interviews_asked`, with case, case_id and
    version. `known_at`: as known at a past instant. Raises Faulty where a fact is
    lacking.
    """
    facts = _facts(case_ids, release, known_at)
    return interviews_asked(program_of(release), facts, on)


def interview_of(case_id: int, *, release: PolicyRelease, on: date) -> InterviewAsked:
    """The interview that one case asks for on a day. Refused where it has no facts."""
    facts = _facts([case_id], release, None)
    if facts.is_empty():
        raise Refused("Nothing is recorded of this case that rules could read")
    known = facts.row(0, named=True)
    said: dict[str, Any] = interview_asked(policy_of(release), known, on)
    return InterviewAsked(
        case_id=case_id, **said, high_harm=bool(known.get("high_harm"))
    )


def files_to_be_read(
    case_ids: Sequence[int], *, release: PolicyRelease, on: date
) -> pl.DataFrame:
    """Those of the cases that might be decided without an interview (paragraph 339NA).

    Columns as `engine.interviewing.asking.to_be_read`, with case, case_id and version.
    For those who move cases on (`casework.evidence.verdicts.sees_evidence`): a decision
    maker is told of no list, and nobody of who is on neither.
    """
    return to_be_read(program_of(release), _facts(case_ids, release, None), on)


def why_asked(
    case_id: int,
    *,
    release: PolicyRelease,
    on: date,
    known_at: datetime | None = None,
) -> tuple[Reason, ...]:
    """Why the rules ask for this interview, rule by rule; nothing of the two lists."""
    policy = policy_of(release)
    facts = _facts([case_id], release, known_at)
    tables = tuple(name for name in TABLES if name in policy.tables)
    if facts.is_empty() or not tables:
        return ()
    return tuple(sentences(policy, facts.row(0, named=True), on, tables))


def has_lists(release: PolicyRelease) -> bool:
    """Whether the policy says whose file is to be read."""
    return any(name in policy_of(release).tables for name in LISTS)


def _facts(
    case_ids: Sequence[int] | None, release: PolicyRelease, known_at: datetime | None
) -> pl.DataFrame:
    return facts_known_at(
        policy_of(release).vocabulary, known_at=known_at, case_ids=case_ids
    )
