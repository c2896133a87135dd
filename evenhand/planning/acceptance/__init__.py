"""What people do with proposals: open, accept, override, leave, and undo."""
