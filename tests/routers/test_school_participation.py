"""School participation: one word of the school for each child and week, the last one kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from app.core import clock
from app.models import School, Teacher
from app.models.school import SchoolKind
from tests.consents import answer, sharing
from tests.households import listed, wrong
from tests.world import World

PATH = "/v1/school-participation"
THIS_MONDAY = clock.today() - timedelta(days=clock.today().weekday())


def week(back: int) -> str:
    return (THIS_MONDAY - timedelta(weeks=back)).isoformat()


def told(world: World, back: int = 1, status: str = "partly", **more: Any) -> dict[str, Any]:
    return {"child_id": str(world.indigo.mila), "week": week(back), "status": status, **more}


def test_a_week_told_again_is_the_same_row_with_the_last_word(world: World) -> None:
    place = world.indigo
    first = place.mediator.post(PATH, told(world, recorded_at="2026-10-01T08:00:00Z"))
    assert first.status_code == 201, first.text
    row = first.json()
    assert (row["class_id"], row["enrolment_id"]) == (str(place.class_3), str(place.enrolment))
    same = place.mediator.post(PATH, told(world, recorded_at="2026-10-02T08:00:00Z"))
    assert (same.status_code, same.json()) == (200, row), "told twice alike, nothing changes"
    for way in (place.teacher, place.educator, place.coordinator):
        again = way.post(PATH, told(world, status="regular", note=f"from {way.role.value}"))
        assert (again.status_code, again.json()["id"], again.json()["status"]) == (200, row["id"], "regular")
    one = f"{PATH}/{row['id']}"
    assert place.coordinator.get(one).json()["version"] == 4
    assert place.teacher.patch(one, {"status": "not_at_all"}).json()["status"] == "not_at_all"
    for reader in (place.supervisor, place.volunteer, place.guardian):
        assert reader.get(one).json()["note"] == "from coordinator"
        assert reader.post(PATH, told(world)).status_code == 403
    assert place.volunteer2.get(one).status_code == 404
    assert place.assistant.get(one).status_code == 403
    with ThreadPoolExecutor(4) as crowd:
        answers = list(crowd.map(lambda _: place.mediator.post(PATH, told(world, back=3)), range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_the_teacher_tells_as_long_as_sharing_with_the_school_is_consented(world: World) -> None:
    place = world.indigo
    said = place.teacher.post(PATH, told(world, back=0))
    assert (said.status_code, said.json()["teacher_id"]) == (201, str(place.vesna)), "who tells is the one who writes"
    assert answer(world, sharing(world), "withdraw").status_code == 201
    assert wrong(place.teacher.post(PATH, told(world, back=0))) == (422, "/child_id", "not_found")
    assert listed(place.teacher.get(PATH)) == []
    assert len(listed(place.mediator.get(PATH))) == 2


def test_only_the_school_of_that_week_tells(world: World) -> None:
    place = world.indigo
    with world.as_system(place) as db:
        other = db.put(School(name="Elsewhere", kind=SchoolKind.PRIMARY))
        stranger = db.put(Teacher(school_id=other.id, given_name="Mira")).id
        db.commit()
    as_boss = place.coordinator
    refused = as_boss.post(PATH, told(world, teacher_id=str(stranger)))
    assert wrong(refused) == (422, "/teacher_id", "not_allowed")
    assert as_boss.post(PATH, told(world, channel_id=str(place.channel_of_volunteer))).status_code == 201
    one = f"{PATH}/{place.mila_told}"
    assert wrong(as_boss.patch(one, {"teacher_id": str(stranger)})) == (422, "/teacher_id", "not_allowed")
    tuesday = (THIS_MONDAY - timedelta(days=6)).isoformat()
    assert wrong(as_boss.post(PATH, {**told(world), "week": tuesday})) == (422, "/week", "not_a_monday")
    assert wrong(as_boss.post(PATH, told(world, back=-1))) == (422, "/week", "in_the_future")
    for nowhere in (told(world, back=40), {**told(world), "child_id": str(place.luka)}):
        refused = as_boss.post(PATH, nowhere)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/not-enrolled")
    foreign = {**told(world), "child_id": str(world.red_cross.ada)}
    assert wrong(as_boss.post(PATH, foreign)) == (422, "/child_id", "not_found")


def test_it_is_asked_by_child_class_and_weeks(world: World) -> None:
    place = world.indigo
    for back in (0, 1, 3):
        assert place.mediator.post(PATH, told(world, back=back)).status_code == 201
    asked = place.mediator.get(f"{PATH}?class_id={place.class_3}&week_from={week(2)}&week_to={week(0)}&sort=-week")
    assert listed(asked, "week") == [week(1), week(2)]
    assert listed(place.mediator.get(f"{PATH}?child_id={place.luka}")) == []
    assert len(listed(place.guardian.get(f"{PATH}?child_id={place.mila}&status=partly,unknown"))) == 4
