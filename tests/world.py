"""One small world with names: two organisations, a person for every role in each, a few children and groups.

INDIGO: programme "Niš" with the group Owls (led by the volunteer, helped by the assistant; Mila is a member) and
Foxes (led by volunteer2; Luka is a member). Mila's family is on the mediator's caseload, her mother is the guardian,
her class III-1 is the teacher's and sharing with the school is consented; Luka has none of this. The supervisor
supervises the volunteer. Red Cross: the same people in an organisation of their own, with Ada in the group Library.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from starlette.testclient import TestClient

from app.auth import tokens
from app.auth.keys import KeyRing
from app.auth.principal import System
from app.auth.session import OwnedSession
from app.core import clock
from app.core.database import Database
from app.core.ids import uuid7
from app.models import (
    Account,
    Child,
    Consent,
    ConsentEffect,
    Family,
    GroupLeader,
    GroupMember,
    Guardian,
    Guardianship,
    Membership,
    MentorGroup,
    Organisation,
    Programme,
    RoleAssignment,
    School,
    SchoolClass,
    SchoolEnrolment,
    Seat,
    SignIn,
    Site,
    SupervisorAssignment,
    SupportSession,
    Teacher,
    User,
)
from app.models.consent import ConsentState
from app.models.consent_purpose import ConsentPurpose
from app.models.guardian import Gender, GuardianRelation
from app.models.membership import Role
from app.models.mentor_group import GroupKind, LeaderRole, MemberState
from app.models.organisation import OrganisationKind
from app.models.programme import PRESETS, ProgrammeKind, ProgrammePreset
from app.models.school import SchoolKind, school_year_of
from app.models.site import SiteKind
from app.models.support_session import SessionState
from tests.asking import Asking
from tests.furnishings import FURNISHINGS

WHOLE_ORGANISATION = {Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER, Role.COORDINATOR, Role.EDUCATOR}


@dataclass
class Person:
    """Someone signed in. `client` and `sign` are set when the world is opened over HTTP."""

    organisation_id: UUID
    user_id: UUID
    membership_id: UUID
    sign_in_id: UUID
    role: Role
    email: str
    token_made: str = ""
    client: Any = None
    sign: Callable[[], str] | None = None

    @property
    def token(self) -> str:
        """The access token of the moment when the world was opened, made for whoever asks for something."""
        if not self.token_made and self.sign is not None:
            self.token_made = self.sign()
        return self.token_made

    def request(self, method: str, path: str, **more: Any) -> Any:
        headers = {"authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **more)

    def get(self, path: str, **more: Any) -> Any:
        return self.request("GET", path, **more)

    def post(self, path: str, json: Any = None, **more: Any) -> Any:
        return self.request("POST", path, json=json, **more)

    def delete(self, path: str, **more: Any) -> Any:
        return self.request("DELETE", path, **more)

    def patch(self, path: str, json: Any, *, etag: str | None = None, **more: Any) -> Any:
        """A merge patch with the ETag of what this person sees now, unless one is given."""
        tag = etag or self.get(path).headers.get("etag", '"none"')
        return self.request("PATCH", path, json=json, headers={"if-match": tag}, **more)


@dataclass
class Place:
    """One organisation: its people by role and the ids of its things by name."""

    id: UUID
    people: dict[str, Person] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        if name in self.__dict__.get("people", {}):
            return self.people[name]
        if name in self.__dict__.get("ids", {}):
            return self.ids[name]
        raise AttributeError(name)


@dataclass
class World:
    """Both organisations, and the server that answers for them."""

    indigo: Place
    red_cross: Place
    database: Database | None = None
    app: Any = None
    client: Any = None

    def open(self, app: Any, client: TestClient, ring: KeyRing) -> "World":
        """Signs everyone in on a running application."""
        self.app, self.client, self.database = app, client, app.state.process.database
        asking, at = Asking(app, client.portal), clock.now()
        for person in (*self.indigo.people.values(), *self.red_cross.people.values()):
            person.client, person.sign = asking, partial(tokens.issue, ring, claims_of(person), at)
            person.token_made = ""
        return self

    def as_system(self, place: Place) -> OwnedSession:
        """A session that sees the whole organisation, for arranging what no role could."""
        assert self.database is not None
        return OwnedSession(self.database, System(place.id, "test data"))


def claims_of(person: Person) -> tokens.AccessClaims:
    """What the person's access token says."""
    ids = person.user_id, person.organisation_id, person.membership_id, person.sign_in_id
    return tokens.AccessClaims(*ids, person.role.value)


def build(database: Database) -> World:
    """Writes the world into an empty, migrated database."""
    indigo = organisation(database, "INDIGO", "RS", "Europe/Belgrade", "indigo.example")
    red_cross = organisation(database, "Red Cross", "FI", "Europe/Helsinki", "redcross.example")
    with OwnedSession(database, System(indigo.id, "test data")) as db:
        furnish_indigo(db, indigo)
        for area in FURNISHINGS:
            area.indigo(db, indigo)
        db.commit()
    with OwnedSession(database, System(red_cross.id, "test data")) as db:
        furnish_red_cross(db, red_cross)
        for area in FURNISHINGS:
            area.red_cross(db, red_cross)
        db.commit()
    return World(indigo, red_cross)


def organisation(database: Database, name: str, country: str, zone: str, domain: str) -> Place:
    """An organisation with a person for every role (two volunteers), each with a seat and a sign-in."""
    place = Place(uuid7())
    with OwnedSession(database, System(place.id, "test data")) as db:
        kind = OrganisationKind.NGO if country == "RS" else OrganisationKind.RED_CROSS_SOCIETY
        db.put(Organisation(id=place.id, name=name, kind=kind, country=country, languages=["sr-Cyrl"], time_zone=zone))
        for role in Role:
            place.people[short(role)] = person(db, role, short(role), domain)
        place.people["volunteer2"] = person(db, Role.VOLUNTEER, "volunteer2", domain)
        db.commit()
    return place


def short(role: Role) -> str:
    return "dpo" if role is Role.DATA_PROTECTION_OFFICER else role.value


def person(db: OwnedSession, role: Role, name: str, domain: str) -> Person:
    account = Account.of(f"{name}@{domain}")
    db.put(account)
    user = db.put(User(given_name=name.capitalize(), surname="Test", email=account.email, account_id=account.id))
    member = db.put(Membership(user_id=user.id, role=role, account_id=account.id))
    db.put(Seat(account_id=account.id, membership_id=member.id, organisation_id=db.organisation_id))
    if role in WHOLE_ORGANISATION:
        db.put(RoleAssignment(membership_id=member.id))
    until = clock.now() + timedelta(days=60)
    at = {"expires_at": until, "absolute_end_at": until, "last_used_at": clock.now()}
    sign_in = db.put(SignIn(membership_id=member.id, user_id=user.id, account_id=account.id, role=role, **at))
    return Person(db.organisation_id, user.id, member.id, sign_in.id, role, account.email)


def furnish_indigo(db: OwnedSession, place: Place) -> None:
    people, ids = place.people, place.ids
    programme = keep(ids, "programme", db.put(new_programme("Niš", ProgrammePreset.INDIGO)))
    keep(ids, "site", db.put(Site(name="Online", kind=SiteKind.ONLINE)))
    school = keep(ids, "school", db.put(School(name="ОШ Вук Караџић", kind=SchoolKind.PRIMARY, municipality="Niš")))
    teacher = Teacher(school_id=school.id, user_id=people["teacher"].user_id, given_name="Vesna", surname="Ilić")
    keep(ids, "vesna", db.put(teacher))
    year = school_year_of(clock.today())
    klass = SchoolClass(school_id=school.id, school_year=year, grade=3, label="III-1", teacher_id=teacher.id)
    keep(ids, "class_3", db.put(klass))
    for name, surname, family in (("Mila", "Petrović", "petrovic"), ("Luka", "Jović", "jovic")):
        mediator = people["mediator"].user_id if name == "Mila" else None
        home = Family(programme_id=programme.id, mediator_id=mediator, display_name=surname, settlement="Beograd Mala")
        keep(ids, family, db.put(home))
        child = Child(
            programme_id=programme.id, family_id=home.id, code=f"C-{name.upper()}", first_name=name, surname=surname,
            birth_date=date(2017, 5, 4), birth_year=2017, grade=3,
        )  # fmt: skip
        keep(ids, name.lower(), db.put(child))
    user_id = people["guardian"].user_id
    mother = Guardian(
        family_id=ids["petrovic"], programme_id=programme.id, user_id=user_id, given_name="Jelena", surname="Petrović",
        gender=Gender.FEMALE, relation=GuardianRelation.MOTHER,
        contact_points=[{"channel": "viber", "value": "+381601234567"}],
    )  # fmt: skip
    keep(ids, "jelena", db.put(mother))
    db.put(Guardianship(guardian_id=mother.id, child_id=ids["mila"], verified_at=clock.now()))
    enrolment = SchoolEnrolment(
        child_id=ids["mila"], school_id=school.id, class_id=klass.id, grade=3, school_year=year,
        from_on=clock.today() - timedelta(days=30),
    )  # fmt: skip
    keep(ids, "enrolment", db.put(enrolment))
    for child in ("mila", "luka"):
        consent(db, ids[child], ConsentPurpose.PARTICIPATION)
    consent(db, ids["mila"], ConsentPurpose.SHARE_WITH_SCHOOL)
    consent(db, ids["mila"], ConsentPurpose.HOMEWORK_PHOTO)
    group(db, place, "owls", "mila", "volunteer")
    group(db, place, "foxes", "luka", "volunteer2")
    db.put(GroupLeader(group_id=ids["owls"], user_id=people["assistant"].user_id, role=LeaderRole.ASSISTANT))
    pair = {"supervisor_id": people["supervisor"].user_id, "volunteer_id": people["volunteer"].user_id}
    keep(ids, "supervision", db.put(SupervisorAssignment(**pair)))


def furnish_red_cross(db: OwnedSession, place: Place) -> None:
    programme = keep(place.ids, "programme", db.put(new_programme("Helsinki", ProgrammePreset.AFTER_SCHOOL)))
    school = School(name="Kallion koulu", kind=SchoolKind.PRIMARY, municipality="Helsinki")
    keep(place.ids, "school", db.put(school))
    home = Family(programme_id=programme.id, display_name="Hassan", mediator_id=place.people["mediator"].user_id)
    keep(place.ids, "hassan", db.put(home))
    ada = Child(programme_id=programme.id, family_id=home.id, code="C-ADA", first_name="Ada", surname="Hassan", grade=2)
    keep(place.ids, "ada", db.put(ada))
    consent(db, ada.id, ConsentPurpose.PARTICIPATION)
    group(db, place, "library", "ada", "volunteer")


def keep(ids: dict[str, UUID], name: str, row: Any) -> Any:
    ids[name] = row.id
    return row


def new_programme(name: str, preset: ProgrammePreset) -> Programme:
    kind = ProgrammeKind.ONLINE_LEARNING_SUPPORT
    policy = PRESETS[preset].model_dump(mode="json")
    return Programme(
        name=name, kind=kind, preset=preset, policy=policy, grades=[1, 2, 3, 4], starts_on=date(2026, 1, 1)
    )


def consent(db: OwnedSession, child_id: UUID, purpose: ConsentPurpose) -> None:
    given = db.put(Consent(child_id=child_id, purpose=purpose, state=ConsentState.GIVEN))
    effect = ConsentEffect(child_id=child_id, purpose=purpose, state=ConsentState.GIVEN, consent_id=given.id)
    db.put(effect)


def group(db: OwnedSession, place: Place, name: str, child: str, leader: str) -> None:
    """A group with a child and a leader, one session held yesterday and one planned for the day after tomorrow."""
    programme_id = place.ids["programme"]
    row = MentorGroup(
        programme_id=programme_id, school_id=place.ids["school"], name=name.capitalize(), kind=GroupKind.SMALL_GROUP,
        max_members=7, max_per_leader=7, active_members=1,
    )  # fmt: skip
    keep(place.ids, name, db.put(row))
    leading = GroupLeader(group_id=row.id, user_id=place.people[leader].user_id, role=LeaderRole.LEAD)
    keep(place.ids, f"{name}_leader", db.put(leading))
    member = GroupMember(
        group_id=row.id, child_id=place.ids[child], programme_id=programme_id, state=MemberState.ACTIVE,
        joined_at=clock.now() - timedelta(days=30),
    )  # fmt: skip
    keep(place.ids, f"{name}_member", db.put(member))
    yesterday, later = clock.now() - timedelta(days=1), clock.now() + timedelta(days=2)
    keep(place.ids, f"{name}_held", db.put(session(row, yesterday, SessionState.HELD)))
    keep(place.ids, f"{name}_planned", db.put(session(row, later, SessionState.PLANNED)))


def session(group: MentorGroup, starts_at: datetime, state: SessionState) -> SupportSession:
    held = {"held_from": starts_at, "held_minutes": 180} if state is SessionState.HELD else {}
    ends_at = starts_at + timedelta(minutes=180)
    where = {"group_id": group.id, "programme_id": group.programme_id}
    return SupportSession(starts_at=starts_at, ends_at=ends_at, minutes=180, state=state, **where, **held)
