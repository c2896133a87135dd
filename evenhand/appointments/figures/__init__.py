"""Figures of interviews: use, lost slots, waits, invitations, wishes."""
