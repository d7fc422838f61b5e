"""Conversations about a child, and the interpreters between languages."""
