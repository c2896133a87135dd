"""A synthetic national caseload: invented people in published proportions."""
