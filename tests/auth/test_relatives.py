"""A person of the staff who is also a guardian meets the own family as a guardian alone."""

from app.models import Guardian, Guardianship, User
from app.models.guardian import GuardianRelation
from tests.signing import change
from tests.world import World


def test_of_the_own_child_other_roles_see_nothing(world: World) -> None:
    place = world.indigo
    for name in ("volunteer", "supervisor", "educator", "mediator", "teacher", "coordinator"):
        person, mila = place.people[name], f"/v1/children/{place.mila}"
        assert person.get(mila).status_code == 200, name
        with world.as_system(place) as db:
            entry = Guardian(
                family_id=place.petrovic, programme_id=place.programme, user_id=person.user_id, given_name="Aunt",
                relation=GuardianRelation.OTHER_RELATIVE, safety_excluded=name == "volunteer",
            )  # fmt: skip
            db.put(entry)
            db.put(Guardianship(guardian_id=entry.id, child_id=place.mila))
            db.commit()
        assert person.get(mila).status_code == 404, name
        assert "Mila" not in person.get("/v1/children").text
        for part in ("homework", "attendance", "child-plans", "consents", "guardians", "families", "attachments"):
            answer = person.get(f"/v1/{part}?limit=200")
            assert str(place.mila) not in answer.text, (name, part)
            assert str(place.petrovic) not in answer.text, (name, part)
        circle = place.guardian.get(f"{mila}/circle").json()["items"]
        assert str(person.user_id) not in str(circle) or name not in {row["role"] for row in circle}
    assert place.volunteer.get(f"/v1/mentor-groups/{place.owls}").status_code == 200
    assert place.volunteer2.get(f"/v1/children/{place.luka}").status_code == 200
    assert place.guardian.get(f"/v1/children/{place.mila}").status_code == 200
    change(world, place.volunteer, User, place.volunteer.user_id, given_name="Still here")
