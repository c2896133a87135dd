"""A draft made ready for its pages: its rulebooks, what the checks find, its history."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest
from django.urls import reverse

from evenhand.engine.rules.faults import Fault
from evenhand.engine.rules.release import Release
from evenhand.flows.publish_policy import what_refuses
from evenhand.releases.drafts.queries import draft_by_id
from evenhand.releases.models import PolicyDraft


RULE = re.compile(r"\brule ([\w-]+)")
TABLE = re.compile(r"^rulebooks/([\w-]+)\.toml(?:, (?:table|total) ([\w-]+))?")
AUTHORITY = re.compile(r"^authorities\.toml, authority ([\w-]+)")
SEVERITIES = {"fault": "Fault", "warning": "Warning", "demo only": "Demonstration only"}
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Found:
    """One thing the checks found: how grave, where, in words, and a link to it."""

    severity: str
    rule_id: str
    place: str
    sentence: str
    href: str

    @property
    def grave(self) -> bool:
        return self.severity == SEVERITIES["fault"]


def draft_or_404(number: int) -> PolicyDraft:
    """A draft by its number."""
    draft = draft_by_id(number)
    if draft is None:
        raise Http404
    return draft


def found_in(draft: PolicyDraft, policy: Release, on: date) -> list[Found]:
    """What the release checks find in a draft on a day; faults before warnings."""
    found = [_found(draft, policy, fault) for fault in what_refuses(draft, on=on)]
    return sorted(found, key=lambda one: not one.grave)[:MOST_SHOWN]


def by_rule(found: Iterable[Found]) -> dict[str, list[Found]]:
    """The findings of each rule."""
    rules: dict[str, list[Found]] = {}
    for one in found:
        rules.setdefault(one.rule_id, []).append(one)
    return rules


def _found(draft: PolicyDraft, policy: Release, fault: Fault) -> Found:
    rule, table = RULE.search(fault.where), TABLE.match(fault.where)
    authority = AUTHORITY.match(fault.where)
    rule_id, place, href = "", fault.where, ""
    if rule is not None:
        rule_id = rule[1]
        part = fault.where[rule.end() :].lstrip(", ")
        place = rule_id + (f", {_part_said(policy, part)}" if part else "")
        href = reverse("change-rule", args=[draft.pk, rule_id])
    elif table is not None:
        href = reverse("draft-rulebook", args=[draft.pk, table[1]])
        if table[2]:
            href += f"#{table[2]}"
            step = policy.tables.get(table[2])
            place = step.title if step is not None else table[2]
    elif authority is not None:
        place, href = (
            authority[1],
            reverse("draft-authority", args=[draft.pk, authority[1]]),
        )
    return Found(SEVERITIES[fault.severity], rule_id, place, fault.sentence, href)


def _part_said(policy: Release, part: str) -> str:
    """ "column nationality" as the page calls it."""
    kind, _, name = part.partition(" ")
    if kind in ("column", "output"):
        return (
            f"{'when' if kind == 'column' else 'then'} {policy.title_of(name).lower()}"
        )
    return part.replace("_", " ")


def seen_in(request: HttpRequest) -> int:
    """The version of the draft that a form was made for; 0 where it says none."""
    sent = request.POST.get("seen", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else 0
