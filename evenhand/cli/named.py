"""Who and what a command names: found, or refused in words that say what was looked for."""

from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.workforce.models import StaffMember, Unit


def user_named(username: str) -> User:
    """An account that is in use. Refused where there is none of that name."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refused(f"There is nobody with the user name {username}")
    return user


def unit_named(code: str) -> Unit:
    """A unit by its code. Refused where there is none."""
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise Refused(f"There is no unit {code}")
    return found


def person_named(ref: str) -> StaffMember:
    """Somebody who works here, by staff reference. Refused where there is nobody."""
    found = StaffMember.objects.select_related("unit").filter(ref=ref).first()
    if found is None:
        raise Refused(f"There is nobody with the staff reference {ref}")
    return found
