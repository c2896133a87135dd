"""Who may be one person and which cases one family: suggested, and judged by a person."""
