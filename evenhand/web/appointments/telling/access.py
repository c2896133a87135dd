"""Whose pages these are: booking officers', and those who plan."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from evenhand.appointments.telling.answering import may_answer
from evenhand.web.viewer import user_of


def only_who_answers(request: HttpRequest) -> None:
    """Turn away whoever does not answer those who are told of interviews."""
    if not may_answer(user_of(request)):
        raise PermissionDenied
