"""The same caseload as units keep it: workbooks, each in its unit's own way."""
