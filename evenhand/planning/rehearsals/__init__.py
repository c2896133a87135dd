"""Rehearsals: what a policy would do to the caseload, kept with who asked and who saw."""
