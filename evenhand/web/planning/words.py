"""Runs, and what was done with proposals, in words that several pages share."""

from evenhand.planning.models import Handover, Run
from evenhand.web.titles import Titles


def why_given(given: Handover, titles: Titles) -> str:
    """Why somebody was given a case: the run's reason, or that of who chose them."""
    override = given.override
    if override is None:
        return given.proposal.reason
    reason = titles.of("override_reasons", override.reason)
    words = f": {override.words}" if override.words else ""
    return f"Chosen by {override.by.name}. {reason}{words}"


def scope(run: Run) -> str:
    """Of what a run is: "the nation, this week's places"."""
    of = run.unit.name if run.unit else "the nation"
    return f"{of}, {Run.Places(run.places).label.lower()}"
