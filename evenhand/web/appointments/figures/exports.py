"""A table of figures as a file: numbers of people rounded, and small ones left out."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from evenhand.web.appointments.figures.pages import FIGURES, asked_of, read
from evenhand.web.appointments.figures.shown import Heading, Measure, Table, Value
from evenhand.web.exports.figures import ABOUT_PEOPLE, of_people
from evenhand.web.exports.lists import Cell, Column, Kind, ListOut


def figure_list(request: HttpRequest, **where: Any) -> tuple[ListOut, str]:
    """One table of a page of figures; the first where none is asked for."""
    name = str(where["name"])
    if name not in FIGURES:
        raise Http404
    asked = asked_of(request)
    figure = read(request, name)
    number = request.GET.get("table", "0")
    if number not in {str(place) for place in range(len(figure.tables))}:
        raise Http404
    table = figure.tables[int(number)]
    rows = [as_it_leaves(row, table) for row in table.rows]
    return ListOut(
        name=f"interviews-{name}-{int(number) + 1}",
        title=f"{FIGURES[name].title}: {table.caption}",
        columns=[_column(place, one) for place, one in enumerate(table.headings)],
        rows=lambda: iter(rows),
        count=lambda: len(rows),
        filters=[("true for", figure.true_for)],
        personal=False,
        notes=[ABOUT_PEOPLE, *(f"{term}: {words}" for term, words in figure.meanings)],
    ), f"{reverse('interview-figure', args=[name])}?{asked.query()}"


def as_it_leaves(row: tuple[Value, ...], table: Table) -> tuple[Value, ...]:
    """People rounded; where some are too few, no share or hours of them either."""
    measures = [heading.measure for heading in table.headings]
    people = [
        of_people(value)
        for value, what in zip(row, measures, strict=True)
        if what is Measure.PEOPLE and isinstance(value, int)
    ]
    too_few = None in people
    found: list[Value] = []
    for value, what in zip(row, measures, strict=True):
        if what is Measure.PEOPLE and isinstance(value, int):
            found.append(of_people(value))
        elif isinstance(value, str) or value is None:
            found.append(value)
        elif too_few:
            found.append(None)
        else:
            scaled = 100 * value if what is Measure.SHARE else value
            found.append(round(scaled, 1) if what is Measure.MONTHS else round(scaled))
    return tuple(found)


def _column(place: int, heading: Heading) -> Column:
    words = heading.words
    if heading.measure is Measure.SHARE and "hundred" not in words:
        words = f"{words}, in a hundred"

    def value(row: tuple[Value, ...]) -> Cell:
        return row[place]

    text = heading.measure in (Measure.TEXT, Measure.MONTHS)
    return Column(words, value, Kind.TEXT if text else Kind.NUMBER)
