"""How the planner knows sites and people, by whom nobody else is to be known."""

from evenhand.appointments.book.candidates import BY_VIDEO


# Minutes of the steps in which interviews are planned.
GRID_MINUTES = 30


def place_of(site: int, mode: str) -> str:
    """How the planner knows a site: by video it is another, at which nobody sits.

    By video everybody takes part by a link, so that whoever does not is nowhere there.
    """
    return f"{site} by video" if mode == BY_VIDEO else str(site)


def site_of(place: str) -> int:
    """The site that `place_of` named."""
    return int(place.split()[0])


def ref_of(kind: str, number: int) -> str:
    """How the planner knows somebody: "interpreter 12"."""
    return f"{kind} {number}"


def id_of(ref: str) -> int:
    """The number of the person that `ref_of` named."""
    return int(ref.rsplit(" ", 1)[1])


def own_diary(ref: str) -> str:
    """How the planner knows the hours of the claimant of a case."""
    return f"the claimant of {ref}"
