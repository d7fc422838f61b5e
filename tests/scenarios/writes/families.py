"""Families and children: one write that succeeds for each operation."""

from typing import Any
from uuid import UUID

from app.core import clock
from app.models.child import ChildStatus
from app.models.consent_purpose import ConsentPurpose
from app.models.school import school_year_of
from tests.groups import child as new_child
from tests.scenarios.stage import Stage, case

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


GIVEN = ("participation", "share_with_school", "homework_photo")
FREE = [purpose for purpose in ConsentPurpose if purpose not in GIVEN]


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
