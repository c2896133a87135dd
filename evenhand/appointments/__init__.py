"""Appointments: who is interviewed when, where, by whom and with whom."""
