"""Engagement with parents: invitations, answers, who came, and the measures."""
