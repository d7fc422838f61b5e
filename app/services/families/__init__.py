"""Families, guardians and children; who answers for whom, and what consents allow."""
