"""The list of likenesses: filters from the address, the likeliest first, page by key."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import QueryDict

from evenhand.casework.likeness.queries import likenesses
from evenhand.casework.models import Likeness
from evenhand.engine.likeness.explain import sentence, speaks_against
from evenhand.web.cases.standing import called


PAGE = 30
FOR, AGAINST = 3, 2
# What weighs less is told where the two are side by side.
LEAST_TOLD = 1.0
STATES = (Likeness.State.SUGGESTED, Likeness.State.JOINED, Likeness.State.REFUSED)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for, with anything it should not say left out."""

    kind: str
    confidence: str
    unit: str
    state: str
    after: tuple[float, str] | None

    @classmethod
    def from_address(cls, query: QueryDict) -> "Asked":
        def one_of(name: str, values: Sequence[str], otherwise: str = "") -> str:
            given = query.get(name, "")
            return given if given in values else otherwise

        return cls(
            kind=one_of("kind", Likeness.Kind.values),
            confidence=one_of("confidence", Likeness.Confidence.values),
            unit=query.get("unit", "")[:20],
            state=one_of("state", [s.value for s in STATES], STATES[0].value),
            after=_key(query.get("after", "")),
        )

    def address(self, **changes: object) -> str:
        """The same question with some of it changed, as the end of an address."""
        query = QueryDict(mutable=True)
        asked: dict[str, object] = {
            "kind": self.kind,
            "confidence": self.confidence,
            "unit": self.unit,
            "state": "" if self.state == STATES[0] else self.state,
        }
        for name, value in {**asked, **changes}.items():
            if value:
                query[name] = str(value)
        return f"?{query.urlencode()}" if query else "?"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: two people, how sure, and the most that speaks for and against."""

    likeness: Likeness
    names: tuple[str, str]
    for_it: list[str]
    against: list[str]


@dataclass(frozen=True, slots=True)
class LikenessesPage:
    """One page of the list, and the key after which the next one begins."""

    rows: list[Row]
    following: str


def page_of(asked: Asked) -> LikenessesPage:
    """One page of what was asked for, the likeliest first."""
    found = list(asked_for(asked)[: PAGE + 1])
    following = ""
    if len(found) > PAGE:
        found = found[:PAGE]
        following = f"{found[-1].weight!r}~{found[-1].code}"
    return LikenessesPage([row_of(likeness) for likeness in found], following)


def row_of(likeness: Likeness) -> Row:
    """A likeness as one line."""
    pieces = [e for e in likeness.evidence if abs(e["bits"]) >= LEAST_TOLD]
    return Row(
        likeness,
        (called(likeness.one), called(likeness.other)),
        [sentence(e) for e in pieces if not speaks_against(e)][:FOR],
        [sentence(e) for e in pieces if speaks_against(e)][:AGAINST],
    )


def asked_for(asked: Asked) -> QuerySet[Likeness]:
    """The pairs that fit, after the key of the address, the likeliest first."""
    found = likenesses().filter(state=asked.state)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.confidence:
        found = found.filter(confidence=asked.confidence)
    if asked.unit:
        found = found.filter(
            Q(one_case__responsible_unit__code=asked.unit)
            | Q(other_case__responsible_unit__code=asked.unit)
        )
    if asked.after is not None:
        weight, code = asked.after
        found = found.filter(
            Q(weight__lte=weight), Q(weight__lt=weight) | Q(code__gt=code)
        )
    return found


def _key(text: str) -> tuple[float, str] | None:
    weight, _, code = text.partition("~")
    try:
        return float(weight), code[:12]
    except ValueError:
        return None
