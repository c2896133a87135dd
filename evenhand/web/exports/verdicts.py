"""Who may take a list out, and why not."""

from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no
from evenhand.web.pages import PAGES, may_open


# Who works on one case, or for one person, at a time: their own lists, and no others.
ONE_AT_A_TIME = frozenset(
    {
        Role.DECISION_MAKER,
        Role.HOST,
        Role.SCREENING_OFFICER,
        Role.TECHNICAL_SPECIALIST,
    }
)
# Pages that show a person their own work, or what tells of no person.
FOR_ALL_WHO_OPEN_THEM = frozenset({"my-work", "rules"})


def may_export(user: User, page: str) -> Verdict:
    """Whether this person may take out the lists of a page; `page` is one of PAGES."""
    if not may_open(user, page):
        return no(
            f"The page “{PAGES[page].title}” is not open to your role, so its lists "
            "cannot be downloaded either."
        )
    if page in FOR_ALL_WHO_OPEN_THEM or user.has_role(
        *(PAGES[page].roles - ONE_AT_A_TIME)
    ):
        return YES
    return no(
        "Your role works on one case at a time, so whole lists of other people’s cases "
        "do not leave under it. "
        + (
            "Your own cases can be downloaded from My work."
            if may_open(user, "my-work")
            else "If your work needs one, ask a team leader or a workflow manager."
        )
    )
