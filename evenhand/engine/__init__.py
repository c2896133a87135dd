"""Thinks: no Django, no database, no clock, no unseeded chance."""
