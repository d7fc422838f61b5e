"""Reminders: a letter for each matter at most once, and none when the matter is over."""
