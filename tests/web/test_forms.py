"""A date typed in three boxes: what is accepted, and what is said when it is not."""

from datetime import date

import pytest
from django import forms

from evenhand.web.forms import DayField, day_in_address


class OneDay(forms.Form):
    due_on = DayField(called="review date")


def typed(day, month, year):
    return OneDay({"due_on-day": day, "due_on-month": month, "due_on-year": year})


@pytest.mark.parametrize("month", ["5", "05", "May", "may"])
def test_day_field_takes_a_month_as_number_or_name(month):
    form = typed("4", month, "2027")
    assert form.is_valid()
    assert form.cleaned_data["due_on"] == date(2027, 5, 4)


@pytest.mark.parametrize(
    ("boxes", "words"),
    [
        (("", "", ""), "Enter the review date"),
        (("4", "", "2027"), "Review date must include a month"),
        (("31", "2", "2027"), "Review date must be a real date"),
        (("x", "2", "2027"), "Review date must be a real date"),
        (("4", "5", "27"), "Review date must have a year of four figures"),
    ],
)
def test_day_field_says_what_to_do(boxes, words):
    assert typed(*boxes).errors["due_on"] == [words]


def test_day_field_shows_again_what_was_typed():
    field = typed("31", "2", "2027")["due_on"]
    boxes = field.field.boxes(field.value())
    assert boxes == [("day", "31"), ("month", "2"), ("year", "2027")]


def test_day_in_an_address_that_is_none_is_ignored():
    assert day_in_address("2026-10-01") == date(2026, 10, 1)
    assert day_in_address("last Tuesday") is None
