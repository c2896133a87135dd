"""Diaries: when many rooms and people are free, asked thousands of times a second."""
