"""Supervision: notes, meetings, who was last in touch with whom."""
