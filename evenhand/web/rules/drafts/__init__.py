"""Policies being written: rules changed on the page, checked, compared, taken in and out."""
