"""Interviews booked by the thousand: who is heard when, where and by whom."""
