"""What a policy would do to a caseload, before anybody puts it in force."""
