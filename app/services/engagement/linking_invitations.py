"""The link of an invitation: whoever holds it answers for one guardian."""

from datetime import timedelta

from app.auth.session import OwnedSession
from app.models import Engagement, Participation
from app.models.secret_link import LinkPurpose
from app.services.sign_in import linking

# A link goes on for so long after the engagement began, to say that it is too late and not that it is unknown.
AFTERWARDS = timedelta(days=14)


def new_link(db: OwnedSession, event: Engagement, part: Participation) -> str:
    """The path of the page behind a new link; those that were made before go on."""
    return f"/e/{linking.make(db, LinkPurpose.ANSWER_ENGAGEMENT, part.id, event.planned_at + AFTERWARDS)}"
