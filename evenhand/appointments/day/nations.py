"""In which nation a person lives, so that working days are those of where they are."""

import re
from datetime import datetime

from evenhand.casework.models import Case, Residence
from evenhand.engine.calendar import Nation
from evenhand.releases.queries import policy_of, release_in_force


_NATIONS = {
    "Scotland": Nation.SCOTLAND,
    "Northern Ireland": Nation.NORTHERN_IRELAND,
}
_AREA = re.compile(r"^[A-Z]{1,2}")


def nation_of(case: Case, *, at: datetime) -> Nation:
    """The nation of the present address, by its postcode area under the policy in force.

    England and Wales where no postcode is recorded, or lies in no other nation.
    """
    home = Residence.objects.filter(case=case, to_on=None).first()
    area = _AREA.match((home.postcode if home else "").strip().upper())
    if area is None:
        return Nation.ENGLAND_AND_WALES
    regions = policy_of(release_in_force(at)).registers["postcode_areas"].entries or {}
    return _NATIONS.get(regions.get(area.group(), ""), Nation.ENGLAND_AND_WALES)
