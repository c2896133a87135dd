"""Read a run for its page: figures, load against room, and pages of proposals."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict

from evenhand.planning.models import Proposal, Run
from evenhand.planning.places import room_of
from evenhand.planning.queries import RunFigures, proposals_of
from evenhand.releases.queries import policy_of
from evenhand.web.cases.standing import names_of_cases
from evenhand.workforce.models import Unit


PAGE = 100
NOT_PLACED = Proposal.State.NOT_PLACED
PLACED = [state for state in Proposal.State if state != NOT_PLACED]
STATES_SHOWN = {
    "not-placed": [NOT_PLACED],
    "left-out": [Proposal.State.LEFT_OUT],
}
SHOWN = (
    *("proposals", "not-placed", "left-out", "done", "shares", "effects"),
    *("replay", "read"),
)
# How far a run is at each state, for the bar; out of three steps.
STEPS = {Run.State.WAITING: 0, Run.State.RANKING: 1, Run.State.ALLOCATING: 2}


@dataclass(frozen=True, slots=True)
class AskedProposals:
    """What an address asks of a run: which part, of which unit and band."""

    show: str
    unit: str
    band: int | None
    why: str
    after: int

    @classmethod
    def from_address(cls, query: QueryDict) -> "AskedProposals":
        show, band, after = (query.get(n, "") for n in ("show", "band", "after"))
        return cls(
            show=show if show in SHOWN else "proposals",
            unit=query.get("unit", "")[:20],
            band=int(band)
            if band.isascii() and band.isdigit() and len(band) < 3
            else None,
            why=query.get("why", "")[:60],
            after=int(after)
            if after.isascii() and after.isdigit() and len(after) < 10
            else 0,
        )

    def address(self, **changes: object) -> str:
        """The same question with some of it changed, as the end of an address."""
        query = QueryDict(mutable=True)
        asked: dict[str, object] = {
            "show": "" if self.show == "proposals" else self.show,
            "unit": self.unit,
            "band": self.band or "",
            "why": self.why,
        }
        for name, value in {**asked, **changes}.items():
            if value:
                query[name] = str(value)
        return f"?{query.urlencode()}"


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One proposal with the name of the person it is about."""

    proposal: Proposal
    name: str


def chosen(run: Run, asked: AskedProposals) -> QuerySet[Proposal]:
    """The proposals of a run that fit, in the order of rank."""
    found = proposals_of(run)
    # Named one by one and not as "all but", which no index serves.
    found = found.filter(state__in=STATES_SHOWN.get(asked.show, PLACED))
    if asked.unit:
        found = found.filter(to_unit__code=asked.unit)
    if asked.band is not None:
        found = found.filter(band=asked.band)
    if asked.why:
        found = found.filter(why_not=asked.why)
    return found


def waiting_for_acceptance(run: Run, asked: AskedProposals) -> QuerySet[Proposal]:
    """Those among them that can still be accepted."""
    return chosen(run, asked).filter(state=Proposal.State.PROPOSED)


def page_of(run: Run, asked: AskedProposals) -> tuple[list[ProposalRow], int]:
    """One page, and the position after which the next begins (0: there is none)."""
    found = list(chosen(run, asked).filter(position__gt=asked.after)[: PAGE + 1])
    following = found[PAGE - 1].position if len(found) > PAGE else 0
    found = found[:PAGE]
    names = names_of_cases([proposal.case_id for proposal in found])
    return [
        ProposalRow(proposal, names.get(proposal.case_id, "Name not recorded"))
        for proposal in found
    ], following


@dataclass(frozen=True, slots=True)
class Load:
    """What a run gives one unit, beside the room that its people have for it."""

    unit: str
    load: int
    room: int


def loads_of(run: Run, figures: RunFigures) -> list[Load]:
    """Each unit that has cases or room in the run, by name."""
    places = room_of(run, policy_of(run.release))
    given = dict(figures.by_unit)
    return [
        Load(name, given.get(name, 0), places.get(code, 0))
        for code, name in Unit.objects.order_by("name").values_list("code", "name")
        if given.get(name) or places.get(code)
    ]
