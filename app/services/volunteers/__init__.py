"""Volunteers: what is required of them, the gate, and whom they could help."""
