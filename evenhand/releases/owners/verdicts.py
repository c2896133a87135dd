"""Who may say who answers for what, and why not."""

from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no


def may_give_ownership(user: User) -> Verdict:
    """Whether this person says who answers for an owner."""
    if not user.has_role(Role.ADMINISTRATOR):
        return no("Who answers for what is said by an administrator")
    return YES


def may_answer(user: User, *, by: User) -> Verdict:
    """Whether `by` may let somebody answer for an owner."""
    may = may_give_ownership(by)
    if not may:
        return may
    if user.pk == by.pk:
        return no("What you answer for yourself is said by somebody else")
    if not user.has_role(Role.POLICY_LEAD):
        return no(f"{user.name} is no policy lead; grant them that role first")
    return YES
