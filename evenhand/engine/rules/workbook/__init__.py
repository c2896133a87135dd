"""A rulebook as a workbook that people fill in: out, and back in."""
