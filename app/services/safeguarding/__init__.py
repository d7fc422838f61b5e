"""Concerns about a child, those who answer for them, and their clock."""
