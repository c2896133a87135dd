"""What is wrong with guidance: whose it is, when it is looked at, where it is linked."""

import datetime
from collections.abc import Iterator

from evenhand.engine.rules.faults import Fault
from evenhand.engine.rules.release import Release


def faults_of_guidance(release: Release, on: datetime.date) -> Iterator[Fault]:
    """Pages nobody owns or looks at again, and links from what is not there.

    Which pages of the product there are, the engine does not know.
    """
    for page in release.guidance.values():
        where = f"guidance/{page.name}.toml"
        if not page.owner:
            yield Fault("owner-missing", where, "has no owner")
        if not page.sections:
            yield Fault("guidance-empty", where, "has no section")
        if page.review_on is None:
            yield Fault("review-missing", where, "has no review date", "warning")
        elif page.review_on <= on:
            words = f"was to be reviewed by {page.review_on}"
            yield Fault("review-passed", where, words, "warning")
        for kind, values in page.applies_to.items():
            if kind == "pages":
                continue
            known = _known(release, kind)
            if known is None:
                words = (
                    f"applies to {kind}, which is neither a register, tables nor pages"
                )
                yield Fault("guidance-unknown-place", where, words)
                continue
            for value in values:
                if value not in known:
                    words = f"applies to {value!r}, which is not among the {kind}"
                    yield Fault("guidance-unknown-value", where, words)


def _known(release: Release, kind: str) -> tuple[str, ...] | None:
    if kind == "tables":
        return tuple(release.tables)
    register = release.registers.get(kind)
    return register.values if register else None
