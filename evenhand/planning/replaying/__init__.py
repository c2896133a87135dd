"""What the rules said of a case, worked out again and compared with what was stored."""
