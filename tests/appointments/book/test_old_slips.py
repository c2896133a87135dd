"""A slip of a form that is no longer written is refused in words."""

import pytest
from django.core import signing

from evenhand.appointments.book.slips import SALT, read_slip
from evenhand.core.verdict import Refused


def test_a_slip_that_says_less_than_an_offer_does_is_none_of_ours() -> None:
    slip = signing.dumps([7, "2026-12-07T10:00:00+00:00"], salt=SALT, compress=True)
    with pytest.raises(Refused, match="not an offer of ours"):
        read_slip(slip, case_id=7)
