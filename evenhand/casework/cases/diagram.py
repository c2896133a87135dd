"""The lifecycle as a document, drawn from `NEXT` so that it cannot differ from it."""

from evenhand.casework.cases.stages import NEXT, OPEN, Stage


_HEAD = """\
# The lifecycle of an asylum claim

Drawn from `evenhand/casework/cases/stages.py`; `make fix` writes it anew. A booked
interview, a wait and an overdue clock are not stages: they belong to the interview, to
a barrier, and to arithmetic.
"""


def lifecycle() -> str:
    """Markdown: a diagram, and the same as a table for those who do not see it."""
    arrows = [
        f"    {came_from.value} --> {to.value}"
        for came_from in Stage
        for to in Stage
        if to in NEXT[came_from]
    ]
    ends = [f"    {stage.value} --> [*]" for stage in Stage if not NEXT[stage]]
    rows = [
        f"| {stage.label} | {'open' if stage in OPEN else 'closed'} | "
        + (", ".join(to.label for to in Stage if to in NEXT[stage]) or "nothing")
        + " |"
        for stage in Stage
    ]
    return "\n".join(
        [
            _HEAD,
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {Stage.REGISTERED.value}",
            *arrows,
            *ends,
            "```",
            "",
            "| stage | | may be followed by |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )
