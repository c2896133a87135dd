"""What was done with proposals, in words that several pages share."""

from evenhand.planning.models import Handover
from evenhand.web.titles import Titles


def why_given(given: Handover, titles: Titles) -> str:
    """Why somebody was given a case: the run's reason, or that of who chose them."""
    override = given.override
    if override is None:
        return given.proposal.reason
    reason = titles.of("override_reasons", override.reason)
    words = f": {override.words}" if override.words else ""
    return f"Chosen by {override.by.name}. {reason}{words}"
