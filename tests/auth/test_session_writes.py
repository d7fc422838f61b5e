"""Writing through the owned session: verbs, reach before and after, lifecycles, versions, the trail of each write."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.auth import session as sessions
from app.auth.principal import System
from app.auth.scoping import Unscoped
from app.auth.session import OwnedSession
from app.core import clock
from app.core.ids import uuid7
from app.core.problems import Forbidden, IllegalTransition, ReferenceNotFound
from app.models import (
    Account,
    Child,
    Family,
    GroupLeader,
    GroupMember,
    MentorGroup,
    Programme,
    School,
    Site,
    SupportSession,
    User,
)
from app.models.child import ChildStatus
from app.models.programme import ProgrammeKind
from app.models.school import SchoolKind
from app.models.support_session import SessionState
from tests.acting import acting, as_system, left, without
from tests.world import Place, World

Act = Callable[[OwnedSession, World], Any]


def meeting(place: Place, **given: Any) -> SupportSession:
    starts_at = clock.now() + timedelta(days=3)
    own = {"group_id": place.ids.get("owls"), "programme_id": place.ids["programme"], "minutes": 60, **given}
    return SupportSession(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=60), **own)


def rename(model: Any, name: str, member: str = "name") -> Act:
    """Changes a row of INDIGO."""

    def act(db: OwnedSession, world: World) -> None:
        setattr(db.find(model, world.indigo.ids[name]), member, "Other")
        db.flush()

    return act


def put(make: Callable[[World], Any]) -> Act:
    return lambda db, world: db.put(make(world))


def remove(model: Any, name: str) -> Act:
    def act(db: OwnedSession, world: World) -> None:
        db.delete(db.find(model, world.indigo.ids[name]))
        db.flush()

    return act


def assign(model: Any, name: str, **values: Any) -> Act:
    def act(db: OwnedSession, world: World) -> None:
        row = db.find(model, world.indigo.ids[name])
        for member, value in values.items():
            setattr(row, member, value(world) if callable(value) else value)
        db.flush()

    return act


def colleague(db: OwnedSession, world: World) -> None:
    """Reads all users of the organisation, may write the own one."""
    db.find(User, world.indigo.volunteer.user_id).phone = "+38160"
    db.flush()


def by(column: str) -> Callable[[World], Any]:
    return lambda world: world.indigo.ids[column]


# What a role tries that it may not do; the name of the role is that of the person.
FORBIDDEN: dict[str, tuple[str, Act]] = {
    "creates without the verb": ("volunteer", put(lambda world: School(name="x", kind=SchoolKind.PRIMARY))),
    "changes without the verb": ("volunteer", rename(Child, "mila", "first_name")),
    "deletes without the verb": ("coordinator", remove(School, "school")),
    "moves without the verb": ("educator", assign(Child, "mila", status=ChildStatus.ACTIVE)),
    "makes what no role may": ("administrator", put(lambda world: Account.of("x@indigo.example"))),
    "creates in a group out of reach": (
        "volunteer",
        put(lambda world: meeting(world.indigo, group_id=by("foxes")(world))),
    ),
    "moves a row into a group out of reach": (
        "volunteer",
        assign(SupportSession, "owls_planned", group_id=by("foxes")),
    ),
    "changes a colleague who is in reach for reading": ("coordinator", colleague),
    "creates in another organisation": (
        "administrator",
        put(lambda world: Site(name="x", kind="online", organisation_id=world.red_cross.id)),
    ),
    "moves a row into another organisation": (
        "administrator",
        assign(Site, "site", organisation_id=lambda world: world.red_cross.id),
    ),
    "gives a row another id": ("administrator", assign(Site, "site", id=lambda _: uuid7())),
    "takes itself out of reach": ("mediator", assign(Family, "petrovic", mediator_id=None)),
}


def outcome(db: OwnedSession, act: Act, world: World) -> type[Exception] | None:
    with db:
        try:
            act(db, world)
            db.commit()
        except Exception as error:
            return type(error)
    return None


def test_a_write_that_is_not_permitted_is_refused_and_leaves_nothing(below: World) -> None:
    before = [left(below.database, place.id) for place in (below.indigo, below.red_cross)]
    outcomes = {
        name: outcome(acting(below.database, below.indigo.people[role]), act, below)
        for name, (role, act) in FORBIDDEN.items()
    }
    assert outcomes == dict.fromkeys(FORBIDDEN, Forbidden)
    assert [left(below.database, place.id) for place in (below.indigo, below.red_cross)] == before


def test_not_even_the_system_writes_into_another_organisation(below: World) -> None:
    for name in ("creates in another organisation", "moves a row into another organisation"):
        assert outcome(as_system(below.database, below.indigo), FORBIDDEN[name][1], below) is Forbidden


def test_a_row_of_others_is_not_taken_over_by_moving_it_into_the_own_reach(below: World) -> None:
    """The row as it was must be within reach, too: an object may come from a session that saw more."""
    for act in ("move", "delete"):
        with as_system(below.database, below.indigo) as db:
            stray = db.find(SupportSession, below.indigo.foxes_planned)
        with acting(below.database, below.indigo.volunteer) as db:
            db.add(stray)
            if act == "move":
                stray.group_id = below.indigo.owls
            else:
                db.delete(stray)
            with pytest.raises(Forbidden):
                db.flush()


def test_without_the_check_before_a_flush_anyone_changes_what_is_in_reach(below: World) -> None:
    with without("before_flush", sessions.restrict_before), acting(below.database, below.indigo.volunteer) as db:
        rename(Child, "mila", "first_name")(db, below)
        db.commit()
    with as_system(below.database, below.indigo) as db:
        assert db.find(Child, below.indigo.mila).first_name == "Other"


def test_without_the_check_after_a_flush_a_row_leaves_the_reach(below: World) -> None:
    with without("after_flush", sessions.restrict_after), acting(below.database, below.indigo.volunteer) as db:
        assign(SupportSession, "owls_planned", group_id=by("foxes"))(db, below)
        db.commit()
    with as_system(below.database, below.indigo) as db:
        assert db.find(SupportSession, below.indigo.owls_planned).group_id == below.indigo.foxes


def test_without_the_record_before_a_commit_nothing_is_left(below: World) -> None:
    before = left(below.database, below.indigo.id)
    with without("before_commit", sessions.record), acting(below.database, below.indigo.administrator) as db:
        rename(Site, "site")(db, below)
        db.commit()
    assert left(below.database, below.indigo.id) == before


def test_a_reference_into_another_organisation_does_not_exist(below: World) -> None:
    with acting(below.database, below.indigo.volunteer) as db:
        with pytest.raises(ReferenceNotFound) as refusal:
            db.refer(MentorGroup, below.red_cross.library, "group_id")
        assert refusal.value.members["errors"][0]["pointer"] == "/group_id"
    with as_system(below.database, below.indigo) as db, pytest.raises(IntegrityError):
        db.put(meeting(below.indigo, group_id=below.red_cross.library))


def test_a_state_moves_along_its_lifecycle_alone(below: World) -> None:
    with acting(below.database, below.indigo.volunteer) as db:
        row = db.find(SupportSession, below.indigo.owls_held)
        row.state = SessionState.CANCELLED
        with pytest.raises(IllegalTransition) as refusal:
            db.flush()
    assert refusal.value.members == {"state": SessionState.HELD, "allowed": ["reopen"]}


def test_a_move_leaves_a_transition_with_its_reason(below: World) -> None:
    with acting(below.database, below.indigo.volunteer, request_id="r-1") as db:
        row = db.find(SupportSession, below.indigo.owls_held)
        db.reasons[row.id] = "By mistake"
        row.state = SessionState.PLANNED
        db.commit()
    found = left(below.database, below.indigo.id)
    assert found.transitions[-1] == ("reopen", "held", "planned", "By mistake")
    assert found.audit[-1] == {
        "who": str(below.indigo.volunteer.user_id),
        "as": "volunteer",
        "verb": "write",
        "rows": [["reopen", "sessions", str(row.id)]],
        "request": "r-1",
    }
    assert found.feed[-1][1:] == ("sessions", row.id, "upsert", 2)


def test_a_move_is_told_even_when_the_row_changed_before_it(below: World) -> None:
    with acting(below.database, below.indigo.volunteer) as db:
        row = db.find(SupportSession, below.indigo.owls_held)
        row.topic = "Fractions"
        db.flush()
        row.state = SessionState.PLANNED
        db.commit()
    found = left(below.database, below.indigo.id)
    assert found.audit[-1]["rows"] == [["reopen", "sessions", str(row.id)]]
    assert found.feed[-1][1:] == ("sessions", row.id, "upsert", 3)


def test_several_flushes_are_one_row_in_the_audit_and_one_entry_for_each_row_in_the_feed(below: World) -> None:
    before = left(below.database, below.indigo.id)
    with acting(below.database, below.indigo.administrator) as db:
        site = db.put(Site(name="Library", kind="library"))
        db.find(School, below.indigo.school).name = "ОШ Његош"
        db.flush()
        site.name = "City library"
        db.commit()
    found = left(below.database, below.indigo.id)
    assert len(found.audit) == len(before.audit) + 1
    assert found.audit[-1]["rows"] == [
        ["create", "sites", str(site.id)],
        ["update", "schools", str(below.indigo.school)],
    ]
    first = before.feed[-1][0] + 1
    assert found.feed[len(before.feed) :] == [
        (first, "sites", site.id, "upsert", 2),
        (first + 1, "schools", below.indigo.school, "upsert", 2),
    ]


def test_a_deletion_is_told_as_one(below: World) -> None:
    with acting(below.database, below.indigo.administrator) as db:
        site = db.put(Site(name="Library", kind="library"))
        db.commit()
        db.delete(site)
        db.commit()
    found = left(below.database, below.indigo.id)
    assert found.audit[-1]["rows"] == [["delete", "sites", str(site.id)]]
    assert found.feed[-1][1:] == ("sites", site.id, "deleted", 1)


def test_reading_and_changing_nothing_leave_nothing(below: World) -> None:
    before = left(below.database, below.indigo.id)
    with acting(below.database, below.indigo.administrator) as db:
        school = db.find(School, below.indigo.school)
        school.name = str(school.name)
        db.commit()
    assert left(below.database, below.indigo.id) == before


def test_what_is_rolled_back_is_not_told_by_a_later_commit(below: World) -> None:
    before = left(below.database, below.indigo.id)
    with acting(below.database, below.indigo.administrator) as db:
        db.put(Site(name="Never", kind="online"))
        db.rollback()
        kept = db.put(Site(name="Kept", kind="online"))
        db.commit()
        assert db.execute(sa.select(Site.name).order_by(Site.name)).scalars().all() == ["Kept", "Online"]
    assert [entry[2] for entry in left(below.database, below.indigo.id).feed[len(before.feed) :]] == [kept.id]


def test_version_and_time_move_with_each_change_and_a_lost_update_is_refused(below: World) -> None:
    with acting(below.database, below.indigo.administrator) as first:
        mine = first.find(School, below.indigo.school)
        first.commit()
        with acting(below.database, below.indigo.coordinator) as second:
            theirs = second.find(School, below.indigo.school)
            made_at = theirs.updated_at
            theirs.contact = "office@school.example"
            second.commit()
            assert (theirs.version, theirs.updated_at) == (2, second.at)
            assert second.at > made_at
        mine.contact = "mine@school.example"
        with pytest.raises(StaleDataError):
            first.commit()
    with acting(below.database, below.indigo.administrator) as db:
        assert db.find(School, below.indigo.school).contact == "office@school.example"


def test_search_keys_follow_the_columns_that_they_fold(below: World) -> None:
    with acting(below.database, below.indigo.administrator) as db:
        school = db.put(School(name="Ђорђе", kind=SchoolKind.PRIMARY))
        assert school.search_key == "djordje"
        school.municipality = "Niš"
        db.flush()
        assert school.search_key == "djordje nis"


def test_beyond_reach_sees_the_organisation_and_its_changes_are_told(below: World) -> None:
    before = left(below.database, below.indigo.id)
    with acting(below.database, below.indigo.volunteer, request_id="r-2") as db:
        with db.beyond_reach("a reason of this test") as wide:
            seen = set(wide.execute(sa.select(Child.id)).scalars())
            wide.find(Child, below.indigo.luka).first_name = "Lukas"
        assert db.get(Child, (below.indigo.id, below.indigo.luka)) is None
        db.put(meeting(below.indigo))
        db.commit()
    assert seen == {below.indigo.mila, below.indigo.luka}
    found = left(below.database, below.indigo.id)
    assert len(found.audit) == len(before.audit) + 1
    assert [row[:2] for row in found.audit[-1]["rows"]] == [["update", "children"], ["create", "sessions"]]
    assert (found.audit[-1]["who"], found.audit[-1]["as"]) == (str(below.indigo.volunteer.user_id), "volunteer")
    assert [entry[1] for entry in found.feed[len(before.feed) :]] == ["children", "sessions"]


def test_beyond_reach_ends_with_its_transaction(below: World) -> None:
    before = left(below.database, below.indigo.id)
    with acting(below.database, below.indigo.volunteer) as db:
        with db.beyond_reach("a reason of this test") as wide:
            wide.find(Child, below.indigo.luka).first_name = "Lukas"
        db.rollback()
    with acting(below.database, below.indigo.volunteer) as db:
        with db.beyond_reach("a reason of this test") as wide:
            wide.find(Child, below.indigo.luka).first_name = "Lukas"
        with pytest.raises(Forbidden):
            db.put(School(name="x", kind=SchoolKind.PRIMARY))
    assert left(below.database, below.indigo.id) == before


def test_a_row_changed_within_and_beyond_reach_is_told_in_its_newest_version(below: World) -> None:
    with acting(below.database, below.indigo.volunteer) as db:
        row = db.put(meeting(below.indigo))
        with db.beyond_reach("a reason of this test") as wide:
            wide.find(SupportSession, row.id).topic = "Fractions"
        db.commit()
    found = left(below.database, below.indigo.id)
    assert found.audit[-1]["rows"] == [["create", "sessions", str(row.id)]]
    assert found.feed[-1][1:] == ("sessions", row.id, "upsert", 2)


def test_a_failure_beyond_reach_fails_the_whole_transaction(below: World) -> None:
    before = left(below.database, below.indigo.id)
    stray = meeting(below.indigo, group_id=below.red_cross.library)
    with acting(below.database, below.indigo.volunteer) as db:
        db.put(meeting(below.indigo))
        with db.beyond_reach("a reason of this test") as wide, pytest.raises(IntegrityError):
            wide.put(stray)
    assert left(below.database, below.indigo.id) == before


def test_new_rows_get_their_organisation_and_author(below: World) -> None:
    with acting(below.database, below.indigo.coordinator) as db:
        rows = [Site(name="a", kind="online"), School(name="b", kind=SchoolKind.PRIMARY)]
        db.add_all(rows)
        db.flush()
    assert {(row.organisation_id, row.created_by) for row in rows} == {
        (below.indigo.id, below.indigo.coordinator.user_id)
    }


def test_a_system_session_says_why_in_the_audit(below: World) -> None:
    with as_system(below.database, below.indigo) as db:
        rename(Site, "site")(db, below)
        db.commit()
    written = left(below.database, below.indigo.id).audit[-1]
    assert (written["who"], written["as"]) == (None, "system: test data")


def test_bookkeeping_is_not_told(below: World) -> None:
    before = left(below.database, below.indigo.id)
    with OwnedSession(below.database, System(None, "test data")) as db:
        db.put(Account.of("new@indigo.example"))
        db.commit()
    assert left(below.database, below.indigo.id) == before


def test_a_session_without_an_organisation_makes_nothing_that_belongs_to_one(below: World) -> None:
    with OwnedSession(below.database, System(None, "test data")) as db, pytest.raises(Unscoped):
        db.put(Programme(name="x", kind=ProgrammeKind.LIBRARY_DROP_IN, starts_on=clock.today()))


def test_reach_given_and_taken_in_a_transaction_counts_at_once(below: World) -> None:
    with as_system(below.database, below.indigo) as db:
        own = {"group_id": below.indigo.foxes, "user_id": below.indigo.volunteer.user_id}
        leading = db.put(GroupLeader(**own))
        db.commit()
        with acting(below.database, below.indigo.volunteer) as volunteer:
            assert len(volunteer.execute(sa.select(GroupMember.id)).all()) == 2
        leading.valid_to = clock.now()
        db.commit()
        with acting(below.database, below.indigo.volunteer) as volunteer:
            assert len(volunteer.execute(sa.select(GroupMember.id)).all()) == 1
