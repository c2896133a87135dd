"""Trackers: units' workbooks on their way in, and what a person says of them."""
