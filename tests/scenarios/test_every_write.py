"""Every write x every role that the permissions grant it to: one request that succeeds and is answered as agreed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.auth.permissions import may
from app.core import clock
from app.core.columns import instant_text
from app.models import GroupLeader, MentorGroup, SignIn
from app.models.child import ChildStatus
from app.models.consent_purpose import ConsentPurpose
from app.models.membership import Role
from app.models.mentor_group import GroupKind
from app.models.school import school_year_of
from app.models.support_session import SessionState
from app.web.contract import camel
from tests import world as worlds
from tests.groups import child as new_child
from tests.scenarios.test_contract import conforms
from tests.scenarios.test_every_operation import GUARDED, method_of
from tests.world import Person, Place, World, short

WRITES = [op for op in GUARDED if op.access.model is not None and method_of(op) != "GET"]


@dataclass
class Stage:
    """Who writes and where; what is missing is arranged by the system or by the coordinator."""

    world: World
    me: Person

    @property
    def place(self) -> Place:
        return self.world.indigo

    def post(self, path: str, **body: Any) -> Any:
        return self.me.post(f"/v1/{path}", body)

    def patch(self, path: str, **body: Any) -> Any:
        return self.me.patch(f"/v1/{path}", body)

    def delete(self, path: str) -> Any:
        return self.me.delete(f"/v1/{path}")

    def id_of(self, path: str, by: Person | None = None, **body: Any) -> str:
        """The id of a row that somebody has made over HTTP."""
        answer = (by or self.me).post(f"/v1/{path}", body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def arrange(self, row: Any) -> UUID:
        with self.world.as_system(self.place) as db:
            id: UUID = db.put(row).id
            db.commit()
        return id


Case = Callable[[Stage], Any]
CASES: dict[str, Case] = {}


def case(write: Case) -> Case:
    """The operation has the function's name."""
    CASES[camel(write.__name__)] = write
    return write


def ahead(**more: Any) -> str:
    return instant_text(clock.now() + timedelta(**more))


@pytest.mark.parametrize("role", list(Role))
def test_what_a_role_may_write_it_really_can(world: World, role: Role):
    stage, wrong = Stage(world, world.indigo.people[short(role)]), []
    for operation in WRITES:
        if may(role, operation.access.verb, operation.access.model):
            answer = CASES[operation.operation_id](stage)
            if answer.status_code != operation.about["status_code"]:
                wrong.append((operation.operation_id, answer.status_code, answer.text))
            wrong += conforms(operation.operation_id, answer)
    assert wrong == []


def test_every_write_is_tried():
    written = {operation.operation_id for operation in WRITES}
    assert written ^ CASES.keys() == set()
    nobody = [op.operation_id for op in WRITES if not any(may(role, *granted(op)) for role in Role)]
    assert nobody == []


def granted(operation: Any) -> tuple[str, type]:
    return operation.access.verb, operation.access.model


@case
def end_sign_in(at: Stage) -> Any:
    whose = {"membership_id": at.me.membership_id, "user_id": at.me.user_id, "role": at.me.role}
    with at.world.as_system(at.place) as db:
        account_id = db.find(SignIn, at.me.sign_in_id).account_id
    now = clock.now()
    until = {"expires_at": now + timedelta(days=1), "absolute_end_at": now + timedelta(days=1), "last_used_at": now}
    return at.me.post(f"/v1/sign-ins/{at.arrange(SignIn(**whose, **until, account_id=account_id))}/end")


# People and roles


@case
def create_user(at: Stage) -> Any:
    return at.post("users", given_name="Zora", email="zora@indigo.example")


@case
def update_user(at: Stage) -> Any:
    return at.patch(f"users/{at.me.user_id}", given_name="Zora")


@case
def disable_user(at: Stage) -> Any:
    return at.post(f"users/{at.place.volunteer2.user_id}/disable", reason="has left us")


@case
def enable_user(at: Stage) -> Any:
    path = f"users/{at.place.partner.user_id}"
    at.post(f"{path}/disable", reason="for a moment")
    return at.me.post(f"/v1/{path}/enable")


@case
def create_membership(at: Stage) -> Any:
    return at.post("memberships", user_id=str(at.place.teacher.user_id), role="assistant")


@case
def update_membership(at: Stage) -> Any:
    return at.patch(f"memberships/{at.place.teacher.membership_id}", valid_to=ahead(days=30))


@case
def end_membership(at: Stage) -> Any:
    return at.me.post(f"/v1/memberships/{at.place.educator.membership_id}/end")


def assignment(at: Stage) -> dict[str, str]:
    return {"membership_id": str(at.place.mediator.membership_id), "programme_id": str(at.place.programme)}


@case
def create_role_assignment(at: Stage) -> Any:
    return at.post("role-assignments", **assignment(at))


@case
def update_role_assignment(at: Stage) -> Any:
    return at.patch(f"role-assignments/{at.id_of('role-assignments', **assignment(at))}", valid_to=ahead(days=30))


@case
def end_role_assignment(at: Stage) -> Any:
    return at.me.post(f"/v1/role-assignments/{at.id_of('role-assignments', **assignment(at))}/end")


def supervision(at: Stage, of: str) -> dict[str, str]:
    return {"supervisor_id": str(at.place.supervisor.user_id), "volunteer_id": str(at.place.people[of].user_id)}


@case
def create_supervisor_assignment(at: Stage) -> Any:
    return at.post("supervisor-assignments", **supervision(at, "assistant"))


@case
def update_supervisor_assignment(at: Stage) -> Any:
    return at.patch(f"supervisor-assignments/{at.place.supervision}", valid_to=ahead(days=30))


@case
def end_supervisor_assignment(at: Stage) -> Any:
    return at.me.post(f"/v1/supervisor-assignments/{at.place.supervision}/end")


# The organisation, its programmes and places


@case
def update_organisation(at: Stage) -> Any:
    return at.patch(f"organisations/{at.place.id}", name="Indigo")


def programme(at: Stage, starts_on: str = "2026-01-01") -> dict[str, str]:
    return {"name": "Bor", "kind": "online_learning_support", "starts_on": starts_on}


@case
def create_programme(at: Stage) -> Any:
    return at.post("programmes", **programme(at))


@case
def update_programme(at: Stage) -> Any:
    return at.patch(f"programmes/{at.place.programme}", name="Niš and Leskovac")


@case
def start_programme(at: Stage) -> Any:
    later = at.id_of("programmes", **programme(at, ahead(days=30)[:10]))
    return at.me.post(f"/v1/programmes/{later}/start")


@case
def close_programme(at: Stage) -> Any:
    return at.post(f"programmes/{at.id_of('programmes', **programme(at))}/close", reason="no more money")


@case
def create_site(at: Stage) -> Any:
    return at.post("sites", name="Library", kind="library")


@case
def update_site(at: Stage) -> Any:
    return at.patch(f"sites/{at.place.site}", accessibility="a ramp")


@case
def delete_site(at: Stage) -> Any:
    return at.delete(f"sites/{at.id_of('sites', name='Attic', kind='other')}")


@case
def create_school(at: Stage) -> Any:
    return at.post("schools", name="ОШ Чегар", kind="primary")


@case
def update_school(at: Stage) -> Any:
    return at.patch(f"schools/{at.place.school}", contact="the secretary")


@case
def create_school_class(at: Stage) -> Any:
    year = school_year_of(clock.today())
    return at.post("school-classes", school_id=str(at.place.school), school_year=year, grade=1, label="I-2")


@case
def update_school_class(at: Stage) -> Any:
    return at.patch(f"school-classes/{at.place.class_3}", label="III-2")


@case
def create_teacher(at: Stage) -> Any:
    return at.post("teachers", school_id=str(at.place.school), given_name="Mira")


@case
def update_teacher(at: Stage) -> Any:
    return at.patch(f"teachers/{at.place.vesna}", given_name="Vesna Maja")


def calendar(at: Stage) -> dict[str, str]:
    return {"name": "Serbia", "school_year": "2026/2027"}


@case
def create_school_calendar(at: Stage) -> Any:
    return at.post("school-calendars", **calendar(at))


@case
def update_school_calendar(at: Stage) -> Any:
    return at.patch(f"school-calendars/{at.id_of('school-calendars', **calendar(at))}", municipality="Niš")


def period(at: Stage) -> str:
    path = f"school-calendars/{at.id_of('school-calendars', **calendar(at))}/periods"
    return at.id_of(path, kind="holiday", name="Winter", first_on="2026-12-31", last_on="2027-01-15")


@case
def create_calendar_period(at: Stage) -> Any:
    path = f"school-calendars/{at.id_of('school-calendars', **calendar(at))}/periods"
    return at.post(path, kind="term", name="First", first_on="2026-09-01", last_on="2026-12-30")


@case
def update_calendar_period(at: Stage) -> Any:
    return at.patch(f"calendar-periods/{period(at)}", name="Winter holidays")


@case
def delete_calendar_period(at: Stage) -> Any:
    return at.delete(f"calendar-periods/{period(at)}")


# Families and children: those of Mila's family, which every role of the field reaches


def sibling(at: Stage, status: ChildStatus = ChildStatus.WAITING) -> UUID:
    with at.world.as_system(at.place) as db:
        id = new_child(db, at.place, consented=True, family_id=at.place.petrovic, status=status)
        db.commit()
    return id


@case
def create_school_enrolment(at: Stage) -> Any:
    year, today = school_year_of(clock.today()), clock.today().isoformat()
    where = {"child_id": str(sibling(at)), "school_id": str(at.place.school), "school_year": year}
    return at.post("school-enrolments", **where, grade=1, from_on=today)


@case
def update_school_enrolment(at: Stage) -> Any:
    return at.patch(f"school-enrolments/{at.place.enrolment}", outcome="promoted")


def family(at: Stage) -> dict[str, str]:
    return {"programme_id": str(at.place.programme), "display_name": "Ilić"}


@case
def create_family(at: Stage) -> Any:
    return at.post("families", **family(at))


@case
def update_family(at: Stage) -> Any:
    return at.patch(f"families/{at.place.petrovic}", address="Cvetna 5")


@case
def activate_family(at: Stage) -> Any:
    return at.me.post(f"/v1/families/{at.id_of('families', **family(at))}/activate")


@case
def pause_family(at: Stage) -> Any:
    path = f"/v1/families/{at.id_of('families', **family(at))}"
    at.me.post(f"{path}/activate")
    return at.me.post(f"{path}/pause")


@case
def leave_family(at: Stage) -> Any:
    return at.post(f"families/{at.id_of('families', **family(at))}/leave", reason="moved away")


@case
def create_guardian(at: Stage) -> Any:
    return at.post("guardians", family_id=str(at.place.petrovic), given_name="Goran", relation="father")


@case
def update_guardian(at: Stage) -> Any:
    return at.patch(f"guardians/{at.place.jelena}", given_name="Jelena Ana")


def link(at: Stage) -> dict[str, str]:
    return {"guardian_id": str(at.place.jelena), "child_id": str(sibling(at))}


@case
def create_guardianship(at: Stage) -> Any:
    return at.post("guardianships", **link(at))


@case
def verify_guardianship(at: Stage) -> Any:
    return at.me.post(f"/v1/guardianships/{at.id_of('guardianships', **link(at))}/verify")


@case
def delete_guardianship(at: Stage) -> Any:
    return at.delete(f"guardianships/{at.id_of('guardianships', **link(at))}")


@case
def create_child(at: Stage) -> Any:
    of = {"programme_id": str(at.place.programme), "family_id": str(at.place.petrovic)}
    return at.post("children", **of, first_name="Vuk")


@case
def update_child(at: Stage) -> Any:
    return at.patch(f"children/{at.place.mila}", grade=4)


@case
def activate_child(at: Stage) -> Any:
    return at.me.post(f"/v1/children/{sibling(at)}/activate")


@case
def pause_child(at: Stage) -> Any:
    return at.me.post(f"/v1/children/{sibling(at)}/pause")


@case
def complete_child(at: Stage) -> Any:
    return at.me.post(f"/v1/children/{sibling(at, ChildStatus.ACTIVE)}/complete")


@case
def leave_child(at: Stage) -> Any:
    return at.post(f"children/{sibling(at)}/leave", left_reason="moved_away")


def asked(at: Stage, purpose: ConsentPurpose) -> str:
    body = {"child_id": str(at.place.mila), "purpose": purpose.value, "state": "requested"}
    return at.id_of("consents", at.place.coordinator, **body)


FREE = [purpose for purpose in ConsentPurpose if purpose not in ("participation", "share_with_school")]


@case
def create_consent(at: Stage) -> Any:
    return at.post("consents", child_id=str(at.place.mila), purpose=FREE[0].value)


@case
def give_consent(at: Stage) -> Any:
    return at.post(f"consents/{asked(at, FREE[1])}/give")


@case
def refuse_consent(at: Stage) -> Any:
    return at.post(f"consents/{asked(at, FREE[2])}/refuse")


@case
def withdraw_consent(at: Stage) -> Any:
    given = at.id_of("consents", child_id=str(at.place.mila), purpose=FREE[3].value)
    return at.post(f"consents/{given}/withdraw")


# Groups: Owls, or a new one that the volunteer leads, so that the supervisor of the volunteer reaches it too


def hares(at: Stage) -> UUID:
    own = {"programme_id": at.place.programme, "school_id": at.place.school, "name": "Hares"}
    group_id = at.arrange(MentorGroup(**own, kind=GroupKind.SMALL_GROUP))
    at.arrange(GroupLeader(group_id=group_id, user_id=at.place.volunteer.user_id))
    return group_id


@case
def create_mentor_group(at: Stage) -> Any:
    return at.post("mentor-groups", programme_id=str(at.place.programme), name="Hares", kind="small_group")


@case
def update_mentor_group(at: Stage) -> Any:
    return at.patch(f"mentor-groups/{at.place.owls}", name="Snowy owls")


@case
def close_mentor_group(at: Stage) -> Any:
    return at.post(f"mentor-groups/{hares(at)}/close", reason="the year is over")


@case
def reopen_mentor_group(at: Stage) -> Any:
    path = f"mentor-groups/{hares(at)}"
    at.post(f"{path}/close", reason="the year is over")
    return at.me.post(f"/v1/{path}/reopen")


def second_leader(at: Stage) -> dict[str, str]:
    return {"user_id": str(at.place.mediator.user_id), "role": "co_lead"}


@case
def create_group_leader(at: Stage) -> Any:
    return at.post(f"mentor-groups/{hares(at)}/leaders", **second_leader(at))


@case
def end_group_leader(at: Stage) -> Any:
    leader = at.id_of(f"mentor-groups/{hares(at)}/leaders", **second_leader(at))
    return at.post(f"group-leaders/{leader}/end")


@case
def create_group_member(at: Stage) -> Any:
    return at.post(f"mentor-groups/{hares(at)}/members", child_id=str(at.place.mila))


def waiting(at: Stage) -> str:
    return at.id_of(f"mentor-groups/{hares(at)}/members", child_id=str(at.place.mila), wait=True)


@case
def promote_group_member(at: Stage) -> Any:
    return at.me.post(f"/v1/group-members/{waiting(at)}/promote")


@case
def leave_group_member(at: Stage) -> Any:
    return at.post(f"group-members/{waiting(at)}/leave")


# Sessions of Owls


def session(at: Stage, state: SessionState = SessionState.PLANNED) -> UUID:
    """One that began an hour ago."""
    starts_at: datetime = clock.now() - timedelta(hours=1)
    with at.world.as_system(at.place) as db:
        id: UUID = db.put(worlds.session(db.find(MentorGroup, at.place.owls), starts_at, state)).id
        db.commit()
    return id


@case
def create_session(at: Stage) -> Any:
    return at.post("sessions", group_id=str(at.place.owls), starts_at=ahead(days=9), minutes=60)


@case
def update_session(at: Stage) -> Any:
    return at.patch(f"sessions/{at.place.owls_planned}", topic="fractions")


@case
def hold_session(at: Stage) -> Any:
    return at.post(f"sessions/{session(at)}/hold", held_from=ahead(minutes=-50), held_minutes=45)


@case
def cancel_session(at: Stage) -> Any:
    return at.post(f"sessions/{session(at)}/cancel", reason="weather")


@case
def nobody_came_to_session(at: Stage) -> Any:
    return at.post(f"sessions/{session(at)}/nobody-came")


@case
def reopen_session(at: Stage) -> Any:
    return at.post(f"sessions/{session(at, SessionState.HELD)}/reopen", reason="the wrong day")


WEEKLY = {"rule": "FREQ=WEEKLY;BYDAY=SA", "local_start": "06:00", "minutes": 30}


def schedule(at: Stage) -> dict[str, Any]:
    return {"group_id": str(hares(at)), "starts_on": ahead(days=1)[:10], **WEEKLY, "allow_conflicts": True}


@case
def create_schedule(at: Stage) -> Any:
    return at.post("schedules", **schedule(at))


@case
def update_schedule(at: Stage) -> Any:
    return at.patch(f"schedules/{at.id_of('schedules', **schedule(at))}", minutes=45, allow_conflicts=True)


@case
def extend_schedule(at: Stage) -> Any:
    return at.me.post(f"/v1/schedules/{at.id_of('schedules', **schedule(at))}/extend")


@case
def end_schedule(at: Stage) -> Any:
    return at.post(f"schedules/{at.id_of('schedules', **schedule(at))}/end", from_day=ahead(days=9)[:10])


@case
def record_attendance(at: Stage) -> Any:
    marks = [{"child_id": str(at.place.mila), "status": "present"}]
    return at.post(f"sessions/{at.place.owls_held}/attendance", marks=marks)
