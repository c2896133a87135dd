"""What lists of cases are narrowed by, one row a case."""
