"""What was noticed and said: of Mila's family by the volunteer and the mediator, with her teacher; of Ada's family."""

from datetime import timedelta
from typing import Any

from app.auth.session import OwnedSession
from app.core import clock
from app.models import ContactedChild, FamilyObservation, TeacherContact
from app.models.contact_point import ContactChannel
from app.models.family_observation import ObservationCategory
from app.models.release_state import ReleaseState
from app.models.teacher_contact import ContactDirection, ContactTopic


def indigo(db: OwnedSession, place: Any) -> None:
    """What the mediator wrote is shown to the guardians; of Luka's family volunteer2 wrote."""
    observe(db, place, "petrovic", "volunteer", child="mila")
    observe(db, place, "petrovic", "mediator", release_state=ReleaseState.RELEASED)
    observe(db, place, "jovic", "volunteer2", child="luka")
    for author in ("volunteer", "mediator"):
        talk(db, place, author)


def red_cross(db: OwnedSession, place: Any) -> None:
    """The mediator wrote of Ada's family."""
    observe(db, place, "hassan", "mediator", child="ada")


def observe(db: OwnedSession, place: Any, family: str, author: str, child: str | None = None, **more: Any) -> None:
    row = FamilyObservation(
        family_id=place.ids[family], child_id=place.ids[child] if child else None, programme_id=place.programme,
        author_id=place.people[author].user_id, category=ObservationCategory.CONNECTIVITY, note="One phone for five.",
        affects_learning=True, observed_on=clock.today(), **more,
    )  # fmt: skip
    place.ids[f"{family}_by_{author}"] = db.put(row).id


def talk(db: OwnedSession, place: Any, author: str) -> None:
    row = TeacherContact(
        teacher_id=place.vesna, child_id=place.mila, programme_id=place.programme,
        author_id=place.people[author].user_id, channel=ContactChannel.VIBER, direction=ContactDirection.OUTGOING,
        at=clock.now() - timedelta(days=1), topics=[ContactTopic.HOMEWORK], summary="She sends the tasks on Mondays.",
    )  # fmt: skip
    place.ids[f"talk_by_{author}"] = db.put(row).id
    db.put(ContactedChild(contact_id=row.id, child_id=place.mila))
