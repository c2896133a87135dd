"""Figures as they may leave the building: rounded, and small groups left out."""

from evenhand.planning.teams import LEAST


LEAST_PEOPLE = 5  # people a figure is about, below which it is left out
ROUNDED_TO = 5

ABOUT_PEOPLE = (
    f"Numbers of people are rounded to the nearest {ROUNDED_TO}, and those below "
    f"{LEAST_PEOPLE} are left out, so that nobody can be told from a total."
)
ABOUT_STAFF = f"Where fewer than {LEAST} people work, figures about them are left out."


def of_people(number: float) -> int | None:
    """A number of people seeking asylum; None where it is a small group's."""
    if number == 0:
        return 0
    if number < LEAST_PEOPLE:
        return None
    return ROUNDED_TO * int(number / ROUNDED_TO + 0.5)


def of_staff(figure: float, *, people: int) -> float | None:
    """A figure about so many members of staff; None where they are too few."""
    return figure if people == 0 or people >= LEAST else None
