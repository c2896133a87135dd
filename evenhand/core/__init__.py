"""Users and roles, events, messages, visibility, verdicts. Knows no business."""
