"""Join cases of one family and part them. Neither moves a case or decides one."""

from datetime import datetime

from django.db import transaction

from evenhand.casework.cases.models import Case
from evenhand.casework.cases.telling import tell_of_link
from evenhand.casework.cases.verdicts import may_work_on
from evenhand.casework.families.models import CaseLink
from evenhand.core.endings import end_record
from evenhand.core.links import make_link
from evenhand.core.models import User
from evenhand.core.verdict import Refused


@transaction.atomic
def link_cases(
    one: Case, other: Case, *, evidence: str, by: User, at: datetime
) -> CaseLink:
    """Say that two cases are of one family. Refused without evidence, or when linked."""
    may_work_on(by, one).enforce()
    if one.pk == other.pk:
        raise Refused("This is one case")
    link = make_link(
        CaseLink,
        one,
        other,
        evidence=evidence,
        by=by,
        at=at,
        once="casework_caselink_made_once",
        unexplained="Say what shows that they are a family",
        already="These two cases are linked already",
    )
    tell_of_link(
        "cases_linked", link.one, link.other, by=by, at=at, because=evidence.strip()
    )
    return link


@transaction.atomic
def unlink_cases(link: CaseLink, *, by: User, at: datetime, because: str) -> None:
    """End a link that proved wrong; that it was made stays on record."""
    may_work_on(by, link.one).enforce()
    end_record(
        link,
        by=by,
        at=at,
        because=because,
        unexplained="Say why they are not a family",
        already="This link has been ended already",
    )
    tell_of_link(
        "cases_unlinked", link.one, link.other, by=by, at=at, because=because.strip()
    )
