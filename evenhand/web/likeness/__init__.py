"""Same person? Suggestions to look at, judged side by side; links of a case and their end."""
