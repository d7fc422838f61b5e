"""Volunteers' hours, credit for them, and certificates."""
