"""Questions at the desk: subject and minutes, never a name; sums by subject."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.core.columns import instant_text
from app.core.ids import uuid7
from app.models.question import QuestionCreate, QuestionRead
from tests.households import listed, wrong
from tests.world import World

PATH = "/v1/questions"


def asked(world: World, **more: Any) -> dict[str, Any]:
    at = instant_text(clock.now() - timedelta(minutes=5))
    return {"group_id": str(world.indigo.owls), "subject": "science", "asked_at": at, **more}


def test_a_question_is_the_answerers_and_has_no_place_for_a_name(world: World) -> None:
    place = world.indigo
    assert not {"name", "child_id", "child"} & (QuestionCreate.model_fields.keys() | QuestionRead.model_fields.keys())
    assert place.volunteer.post(PATH, asked(world, child_id=str(place.mila))).status_code == 422
    body = asked(world, id=str(uuid7()), minutes=12, grade=4, text="How do plants breathe?")
    made = place.volunteer.post(PATH, body)
    assert (made.status_code, made.json()["answered_by_id"]) == (201, str(place.volunteer.user_id))
    assert place.volunteer.post(PATH, body).status_code == 200
    one = f"{PATH}/{made.json()['id']}"
    assert place.assistant.get(one).json()["text"] == "How do plants breathe?"
    assert place.assistant.patch(one, {"minutes": 1}).status_code == 403
    assert place.coordinator.patch(one, {"minutes": 20}).json()["minutes"] == 20
    for_other = asked(world, answered_by_id=str(place.volunteer.user_id))
    assert wrong(place.educator.post(PATH, for_other)) == (422, "/answered_by_id", "not_found")
    assert place.coordinator.post(PATH, for_other).status_code == 201
    assert wrong(place.volunteer.post(PATH, asked(world, group_id=str(place.foxes)))) == (422, "/group_id", "not_found")
    later = instant_text(clock.now() + timedelta(hours=1))
    assert place.volunteer.post(PATH, asked(world, asked_at=later)).status_code == 409
    assert place.volunteer.patch(one, {"asked_at": later}).status_code == 409
    assert place.volunteer2.get(one).status_code == 404
    for nobody in (place.mediator, place.teacher, place.guardian):
        assert nobody.get(PATH).status_code == 403


def test_lists_and_sums_by_subject(world: World) -> None:
    place = world.indigo
    last_month = clock.today().replace(day=1) - timedelta(days=1)
    before = f"{last_month.isoformat()}T12:00:00Z"
    for more in ({"minutes": 10}, {"minutes": 5, "grade": 2}, {}, {"subject": "art", "asked_at": before}):
        assert place.volunteer.post(PATH, asked(world, **more)).status_code == 201
    totals = place.volunteer.get(f"{PATH}/totals").json()["items"]
    this, last = clock.today().replace(day=1).isoformat(), last_month.replace(day=1).isoformat()
    assert totals == [
        {"month": last, "subject": "art", "questions": 1, "minutes": 0},
        {"month": this, "subject": "mathematics", "questions": 1, "minutes": 5},
        {"month": this, "subject": "science", "questions": 3, "minutes": 15},
    ]
    assert place.coordinator.get(f"{PATH}/totals?month_to={this}&group_id={place.owls}").json()["items"] == totals[:1]
    assert [row["questions"] for row in place.coordinator.get(f"{PATH}/totals?month_from={this}").json()["items"]] == [
        2,
        3,
    ]
    moved = listed(place.coordinator.get(f"{PATH}?subject=art"))[0]
    now = instant_text(clock.now())
    assert place.volunteer.patch(f"{PATH}/{moved}", {"asked_at": now}).status_code == 200
    assert {row["month"] for row in place.volunteer.get(f"{PATH}/totals").json()["items"]} == {this}
    newest = place.coordinator.get(f"{PATH}?sort=-asked_at&group_id={place.owls}&grade=2,3&limit=5")
    assert len(listed(newest)) == 2
    assert len(listed(place.volunteer.get(f"{PATH}?answered_by_id={place.volunteer.user_id}"))) == 5
