"""What is written about a release for those whom it concerns: the pages."""
