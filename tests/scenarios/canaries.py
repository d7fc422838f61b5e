"""Words that nobody else has, put into every personal field, and who may meet which of them."""

import re
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.auth.rights import FACETS
from app.core import clock
from app.core.tiers import tiers_of
from app.models import (
    Child,
    Consent,
    Family,
    FamilyObservation,
    GroupLeader,
    Guardian,
    ReportedChild,
    SessionReport,
    Teacher,
    TeacherContact,
    Thanks,
    Transition,
    User,
    Volunteer,
)
from app.models.child import ChildRead
from app.models.consent import ConsentRead
from app.models.family import FamilyRead
from app.models.family_observation import FamilyObservationRead
from app.models.guardian import GuardianRead
from app.models.membership import Role
from app.models.mentor_group import GroupLeaderRead
from app.models.school import TeacherRead
from app.models.session_report import ReportedChildRead, SessionReportRead
from app.models.teacher_contact import TeacherContactRead
from app.models.thanks import ThanksRead
from app.models.user import UserRead
from tests.scenarios.test_every_operation import ids
from tests.world import Person, World

SHAPES = {
    Child: ChildRead, Family: FamilyRead, Guardian: GuardianRead, Teacher: TeacherRead, User: UserRead,
    GroupLeader: GroupLeaderRead, Consent: ConsentRead, SessionReport: SessionReportRead,
    ReportedChild: ReportedChildRead, FamilyObservation: FamilyObservationRead, TeacherContact: TeacherContactRead,
    Thanks: ThanksRead,
}  # fmt: skip
FIELDS: dict[Any, tuple[str, ...]] = {
    Child: ("surname", "birth_date"),
    Family: ("settlement", "address"),
    Guardian: ("given_name", "surname", "contact_points"),
    Teacher: ("contact_points",),
    User: ("surname", "phone", "email"),
    GroupLeader: ("end_reason",),
    Consent: ("interpreter", "witness"),
    SessionReport: ("next_steps",),
    ReportedChild: ("emotional_note", "learning_note"),
    FamilyObservation: ("note",),
    TeacherContact: ("summary", "follow_up"),
    Thanks: ("text",),
}


LIKE_A_CANARY = re.compile(r"canary(?:\d{3}x|move)|2013-\d\d-\d\d")


class Canary(NamedTuple):
    """A word, and the field of the row that holds it."""

    word: str
    model: Any
    id: UUID
    member: str

    def may_be_shown(self, role: Role, reached: set[str]) -> bool:
        """Whether a role that reaches these rows of the model may meet the word."""
        if self.model is Transition:
            return role.value in FACETS[Transition]["reason"].read.split()
        facet = tiers_of(SHAPES[self.model])[self.member].facet
        open_to = facet is None or role.value in FACETS[self.model][facet].read.split()
        return open_to and str(self.id) in reached


def release(world: World) -> list[Canary]:
    """Puts a canary into every personal field of every row of the organisation."""
    place, canaries = world.indigo, []
    with world.as_system(place) as db:
        moved = {"type": "children", "row_id": place.mila, "move": "pause", "from_state": "waiting", "at": clock.now()}
        db.add(Transition(**moved, organisation_id=place.id, to_state="paused", by_id=None, reason="canarymove"))
        canaries.append(Canary("canarymove", Transition, place.mila, "reason"))
        for model, members in FIELDS.items():
            for row in db.execute(sa.select(model).order_by(model.id)).scalars().all():
                if getattr(row, "author_id", None) == place.volunteer2.user_id and model in (
                    SessionReport,
                    ReportedChild,
                ):
                    continue  # a draft: shown to its author alone, who is not asked here
                for member in members:
                    canaries.append(Canary(plant(row, member, len(canaries)), model, row.id, member))
        db.commit()
    return canaries


def plant(row: Any, member: str, number: int) -> str:
    word: str = f"canary{number:03}x"
    match member:
        case "birth_date":
            row.birth_date = row.birth_date.replace(year=2013, month=1 + number % 12, day=17 + number % 7)
            return str(row.birth_date)
        case "contact_points":
            row.contact_points = [{"channel": "messenger", "value": word}]
        case "email":
            row.email = f"{word}@indigo.example"
        case _:
            setattr(row, member, word)
    return word


def words_for(world: World, person: Person, canaries: list[Canary]) -> set[str]:
    """The words that a person may meet."""
    reached = {model: ids(world, world.indigo, model, person) for model in FIELDS}
    reached[User].add(str(person.user_id))
    allowed = {one.word for one in canaries if one.may_be_shown(person.role, reached.get(one.model, set()))}
    return allowed | surnames_of_volunteers(world, person, canaries)


def surnames_of_volunteers(world: World, person: Person, canaries: list[Canary]) -> set[str]:
    """A volunteer's surname is shown with the profile too, to those who do not reach the user."""
    if person.role.value not in FACETS[Volunteer]["names"].read.split():
        return set()
    profiles = ids(world, world.indigo, Volunteer, person)
    with world.as_system(world.indigo) as db:
        found = db.execute(sa.select(Volunteer)).scalars().all()
        known = {volunteer.user_id for volunteer in found if str(volunteer.id) in profiles}
    return {one.word for one in canaries if one.model is User and one.member == "surname" and one.id in known}


def words_in(answer: Any) -> set[str]:
    """The words that an answer holds, its headers too."""
    return set(LIKE_A_CANARY.findall(f"{answer.headers} {answer.text}"))
