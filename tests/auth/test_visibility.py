"""Which rows each role reaches: on one screen, and the same for the session as for the declared reads."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache, partial
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.auth.permissions import may
from app.auth.reader import Cut, found_page, list_question, mark_of, plan_for, values_of
from app.auth.rights import VISIBILITY
from app.auth.session import OwnedSession
from app.auth.visibility import readable
from app.core import clock
from app.core.statements import execute
from app.models import (
    Child,
    ConsentEffect,
    Family,
    GroupLeader,
    GroupMember,
    Guardian,
    MentorGroup,
    RoleAssignment,
    SchoolEnrolment,
    SupervisorAssignment,
    SupportSession,
    User,
)
from app.models.consent import ConsentState
from app.models.membership import Role
from app.models.mentor_group import MemberState
from tests.acting import acting, as_system, inside, principal
from tests.declared_reads import all_reads
from tests.world import Person, Place, World, short

OWLS, FOXES = "owls_held owls_planned", "foxes_held foxes_planned"
# role: children, families, guardians, groups, sessions
SCREEN = {
    "administrator": ("-", "-", "-", "-", "-"),
    "dpo": ("-", "-", "-", "-", "-"),
    "coordinator": ("mila luka", "petrovic jovic", "jelena", "owls foxes", f"{OWLS} {FOXES}"),
    "supervisor": ("mila", "petrovic", "jelena", "owls", OWLS),
    "educator": ("mila luka", "petrovic jovic", "jelena", "owls foxes", f"{OWLS} {FOXES}"),
    "mediator": ("mila", "petrovic", "jelena", "owls", OWLS),
    "volunteer": ("mila", "-", "jelena", "owls", OWLS),
    "volunteer2": ("luka", "-", "", "foxes", FOXES),
    "assistant": ("mila", "-", "-", "owls", OWLS),
    "teacher": ("mila", "-", "jelena", "owls", OWLS),
    "guardian": ("mila", "petrovic", "jelena", "owls", OWLS),
    "partner": ("-", "-", "-", "-", "-"),
}
MODELS = (Child, Family, Guardian, MentorGroup, SupportSession)


def reached(db: OwnedSession, model: Any) -> set[UUID]:
    return set(db.execute(sa.select(model.id)).scalars())


def seen(world: World, name: str) -> tuple[str, ...]:
    """What a person sees of each kind, by name; "-" where the role has no right to read it at all."""
    names = {id: name for name, id in world.indigo.ids.items()}
    person = world.indigo.people[name]
    found = []
    with acting(world.database, person) as db:
        for model in MODELS:
            allowed = may(person.role, "read", model)
            order = list(world.indigo.ids)
            ids = reached(db, model) if allowed else set()
            found.append(" ".join(sorted((names[id] for id in ids), key=order.index)) if allowed else "-")
    return tuple(found)


def test_what_each_role_sees_of_its_organisation(below: World) -> None:
    assert {name: seen(below, name) for name in SCREEN} == {
        name: tuple(
            " ".join(sorted(cell.split(), key=list(below.indigo.ids).index)) if cell != "-" else "-" for cell in row
        )
        for name, row in SCREEN.items()
    }


def asked(db: OwnedSession, person: Person, name: str, parent: UUID | None = None) -> set[UUID]:
    """The ids in a declared list, whole."""
    reads = all_reads()[name]
    query = reads.query(limit=200)
    question, mark = list_question(reads, person.role, query), mark_of(reads, query, principal(person), parent)
    values = {**db.binds, **values_of(reads, question, query, mark), "parent": parent}
    rows = execute(db.connection(), plan_for(reads, question, db.database.kind), values).fetchall()
    return {UUID(id) for id in found_page(reads, question, rows, Cut(query.limit, mark)).ids}


def parents(within: Callable[[Any], set[UUID]], reads: Any) -> list[UUID | None]:
    return [None] if reads.parent is None else list(within(reads.parent[0]))


@pytest.mark.parametrize("role", Role)
def test_the_session_and_the_declared_reads_reach_the_same_rows(below: World, role: Role) -> None:
    compared = 0
    for place in (below.indigo, below.red_cross):
        person = place.people[short(role)]
        with acting(below.database, person) as db:
            within = cache(partial(reached, db))
            for name, reads in all_reads().items():
                if not may(role, "read", reads.model) or (reads.parent and not may(role, "read", reads.parent[0])):
                    continue
                listed = set().union(*(asked(db, person, name, parent) for parent in parents(within, reads)))
                given = list_question(reads, role, reads.query()).given
                narrower = reads.parent is not None or reads.where is not None or given
                assert listed <= within(reads.model), name
                assert narrower or listed == within(reads.model), name
                compared += len(listed)
    assert compared > 0


@pytest.mark.parametrize("place", ["indigo", "red_cross"])
def test_no_reach_leads_into_another_organisation(below: World, place: str) -> None:
    """The reach of every cell, asked over both organisations by a connection that row-level security does not stop."""
    here: Place = getattr(below, place)
    answered = 0
    with below.database.owner() as connection:
        for model, reaches in VISIBILITY.items():
            table = model.__table__  # type: ignore[attr-defined]
            if "organisation_id" not in table.c:
                continue
            for role in reaches:
                binds = principal(here.people[short(role)]).binds(clock.now())
                rows = sa.select(table.c.organisation_id).where(readable(model, role)).distinct()
                found = set(connection.execute(rows, binds).scalars())
                assert found <= {here.id}, (model, role)
                answered += len(found)
    assert answered > 80


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DATA_PROTECTION_OFFICER])
def test_a_stranger_in_the_role_reaches_no_child(below: World, role: Role) -> None:
    """Someone with the role and no relation at all: no assignment, no group, no family."""
    person = below.indigo.people[short(role)]
    with below.database.owner() as connection:
        for model in (Child, Family, Guardian, GroupMember, SupportSession, ConsentEffect, SchoolEnrolment):
            if role not in VISIBILITY[model] or not may(role, "read", model):
                continue
            binds = {
                **principal(person).binds(clock.now()),
                "me_user": below.indigo.id,
                "me_membership": below.indigo.id,
            }
            found = connection.execute(
                sa.select(sa.func.count()).select_from(model).where(readable(model, role)), binds
            )
            assert found.scalar_one() == 0, model


# What ends, what it is for whom, and what is no longer seen then.
ENDINGS: dict[str, tuple[str, Any]] = {
    "a leading": ("volunteer", lambda w, db: end(db, GroupLeader, w.indigo.owls_leader)),
    "a supervision": ("supervisor", lambda w, db: end(db, SupervisorAssignment, w.indigo.supervision)),
    "the leading of the supervised": ("supervisor", lambda w, db: end(db, GroupLeader, w.indigo.owls_leader)),
    "an assignment of a coordinator": ("coordinator", lambda w, db: assignment(db, w.indigo.coordinator)),
    "an assignment of an educator": ("educator", lambda w, db: assignment(db, w.indigo.educator)),
    "a place": ("volunteer", lambda w, db: put(db, GroupMember, w.indigo.owls_member, state=MemberState.LEFT)),
    "a caseload": ("mediator", lambda w, db: put(db, Family, w.indigo.petrovic, mediator_id=None)),
    "a consent to share": ("teacher", lambda w, db: withdraw(db, w.indigo.mila)),
    "an enrolment": ("teacher", lambda w, db: put(db, SchoolEnrolment, w.indigo.enrolment, to_on=clock.today())),
    "an account's link": ("guardian", lambda w, db: put(db, Guardian, w.indigo.jelena, user_id=None)),
    "trust": ("guardian", lambda w, db: put(db, Guardian, w.indigo.jelena, safety_excluded=True)),
}


def end(db: OwnedSession, model: Any, id: UUID) -> None:
    put(db, model, id, valid_to=clock.now())


def put(db: OwnedSession, model: Any, id: UUID, **values: Any) -> None:
    row = db.find(model, id)
    for name, value in values.items():
        setattr(row, name, value)


def assignment(db: OwnedSession, person: Person) -> None:
    row = db.execute(sa.select(RoleAssignment).where(RoleAssignment.membership_id == person.membership_id)).scalar_one()
    row.valid_to = clock.now()


def withdraw(db: OwnedSession, child: UUID) -> None:
    effects = sa.select(ConsentEffect).where(
        ConsentEffect.child_id == child, ConsentEffect.purpose == "share_with_school"
    )
    db.execute(effects).scalar_one().state = ConsentState.WITHDRAWN


@pytest.mark.parametrize("name", ENDINGS)
def test_a_relation_that_has_ended_reaches_nothing(below: World, name: str) -> None:
    person, ending = ENDINGS[name]
    assert below.indigo.mila in children(below, person)
    with as_system(below.database, below.indigo) as db:
        ending(below, db)
        db.commit()
    assert below.indigo.mila not in children(below, person)


def children(world: World, name: str) -> set[UUID]:
    with acting(world.database, world.indigo.people[name]) as db:
        return reached(db, Child)


@pytest.mark.parametrize(
    ("member", "shift", "sees"),
    [
        ("valid_from", timedelta(seconds=60), False),
        ("valid_from", timedelta(0), True),
        ("valid_to", timedelta(0), False),
    ],
)
def test_a_relation_holds_from_its_beginning_until_just_before_its_end(
    below: World, member: str, shift: timedelta, sees: bool
) -> None:
    with as_system(below.database, below.indigo) as db:
        put(db, GroupLeader, below.indigo.owls_leader, **{member: db.at + shift})
        db.commit()
        with acting(below.database, below.indigo.volunteer) as volunteer:
            volunteer.binds["me_now"] = db.at
            assert (below.indigo.mila in reached(volunteer, Child)) is sees


def test_an_excluded_guardian_is_known_to_coordinators_and_supervisors_alone(below: World) -> None:
    with as_system(below.database, below.indigo) as db:
        put(db, Guardian, below.indigo.jelena, safety_excluded=True)
        db.commit()
    knows = {
        name
        for name, person in below.indigo.people.items()
        if may(person.role, "read", Guardian) and below.indigo.jelena in guardians(below, person)
    }
    assert knows == {"coordinator", "supervisor"}


def guardians(world: World, person: Person) -> set[UUID]:
    with acting(world.database, person) as db:
        return reached(db, Guardian)


def test_a_coordinator_of_one_programme_reaches_nothing_of_another(below: World) -> None:
    with as_system(below.database, below.indigo) as db:
        other = db.find(MentorGroup, below.indigo.owls).programme_id
        whole = sa.select(RoleAssignment).where(RoleAssignment.membership_id == below.indigo.coordinator.membership_id)
        row = db.execute(whole).scalar_one()
        row.programme_id = other
        db.flush()
        assert row.programme_id == below.indigo.programme
        row.programme_id, row.school_id = None, below.indigo.school
        db.commit()
    assert children(below, "coordinator") == set()


def test_a_person_is_seen_by_the_own_organisation_alone(below: World) -> None:
    with inside(below.database, below.indigo.id) as connection:
        table = User.__table__  # type: ignore[attr-defined]
        mine = sa.select(table.c.id).where(readable(User, Role.ADMINISTRATOR))
        binds = principal(below.indigo.administrator).binds(clock.now())
        assert len(connection.execute(mine, binds).all()) == len(below.indigo.people)
