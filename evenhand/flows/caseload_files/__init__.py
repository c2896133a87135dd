"""The files a caseload arrives in: read, checked row by row, and told what is wrong."""
