"""Interpretation requests: who interprets and who must not, what an interpreter sees and how long, what waits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core import clock
from app.core.columns import instant_text
from app.core.ids import uuid7
from app.models import Guardian, InterpretationRequest, Interpreter, SupportSession
from tests.world import Person, Place, World

PATH = "/v1/interpretation-requests"


def refusal(answer: Any) -> tuple[int, str, list[str]]:
    problem = answer.json()
    pointers = [error["pointer"] for error in problem.get("errors", [])]
    return answer.status_code, problem["type"].removeprefix("/problems/"), pointers


def noon(days: int, hours: int = 12) -> datetime:
    """That hour in Belgrade, some days from now."""
    day = clock.today() + timedelta(days=days)
    return datetime.combine(day, time(hours), ZoneInfo("Europe/Belgrade")).astimezone(UTC)


def ask(by: Person, place: Place, **more: Any) -> Any:
    of = {"session_id": str(place.owls_planned), "child_id": str(place.mila), "mode": "phone"}
    how = {"from_language": "sr-Latn", "to_language": "ar", "starts_at": instant_text(noon(9)), "minutes": 60}
    return by.post(PATH, {**of, **how, **more})


def asked(by: Person, place: Place, **more: Any) -> str:
    answer = ask(by, place, **more)
    assert answer.status_code == 201, answer.text
    return f"{PATH}/{answer.json()['id']}"


def assign(by: Person, request: str, who: Person) -> Any:
    return by.post(f"{request}/assign", {"interpreter_id": str(who.user_id)})


def test_a_request_from_the_asking_to_the_minutes(world: World) -> None:
    place = world.indigo
    mediator, volunteer = place.mediator, place.volunteer
    said = {"message_id": str(place.mediators_message), "session_id": None, "child_id": None}
    sent = {"id": str(uuid7()), "note": "The mother reads Arabic only"}
    first = ask(mediator, place, **said, mode="written", starts_at=None, **sent)
    assert (first.status_code, first.json()["child_id"]) == (201, str(place.mila))
    assert ask(mediator, place, **said, mode="written", starts_at=None, **sent).status_code == 200
    request, message = f"{PATH}/{sent['id']}", f"/v1/messages/{place.mediators_message}"
    volunteer.post(f"{PATH}/{place.interpreted}/finish", {"minutes": 10})
    # Not assigned, a volunteer sees neither the request nor the message; assigned both, and translates.
    assert [volunteer.get(path).status_code for path in (request, message)] == [404, 404]
    assert assign(mediator, request, volunteer).json()["state"] == "assigned"
    assert volunteer.get(request).json()["note"] == sent["note"]
    assert volunteer.get(message).json()["text"] == "Dobar dan"
    assert volunteer.get(f"/v1/conversations/{place.milas_talk}").status_code == 403
    finnish = {"language": "fi", "text": "Hyvää päivää", "made_by_person": True}
    assert volunteer.post(f"{message}/translations", finnish).status_code == 201
    # Given back, it waits for somebody else; finished, it counts its minutes; with either the sight ends.
    assert volunteer.post(f"{request}/decline", {"reason": "no time"}).status_code == 204
    assert [volunteer.get(path).status_code for path in (request, message)] == [404, 404]
    assert mediator.get(request).json()["interpreter_id"] is None
    assign(mediator, request, volunteer)
    assert place.supervisor.post(f"{request}/finish", {"minutes": 5}).status_code == 404
    assert volunteer.post(f"{request}/finish", {"minutes": 25}).status_code == 204
    assert [volunteer.get(path).status_code for path in (request, message)] == [404, 404]
    done = mediator.get(f"{request}?include=transitions").json()
    assert (done["state"], done["done_minutes"]) == ("done", 25)
    assert done["interpreter_id"] == str(volunteer.user_id)
    moves = [(row["move"], row["by_id"]) for row in done["transitions"]]
    assert [move for move, _ in moves] == ["assign", "decline", "assign", "finish"]
    assert moves[1][1] == str(volunteer.user_id)
    # A guardian asks for an interpreter and sees what she asked; others' requests are not there for her.
    own = asked(place.guardian, place)
    assert {row["id"] for row in place.guardian.get(PATH).json()["items"]} == {own.rsplit("/", 1)[1]}
    assert place.guardian.post(f"{own}/cancel", {"reason": "my sister helps"}).json()["state"] == "cancelled"
    # What has not begun is neither done nor missed.
    later = asked(mediator, place)
    assign(mediator, later, volunteer)
    for move, body in (("finish", {"minutes": 5}), ("no-show", {"reason": "nobody"})):
        assert refusal(mediator.post(f"{later}/{move}", body))[1] == "in-the-future"
    # What a message was asked for ends with the message.
    text = {"text": "Ne to", "language": "sr-Latn"}
    taken_back = mediator.post(f"/v1/conversations/{place.milas_talk}/messages", text).json()["id"]
    void = asked(mediator, place, **{**said, "message_id": taken_back}, mode="written")
    mediator.post(f"/v1/messages/{taken_back}/retract")
    assert mediator.get(void).json()["state"] == "cancelled"
    assert refusal(ask(mediator, place, **{**said, "message_id": taken_back}))[1] == "illegal-transition"


def test_what_is_asked_must_be_whole_and_in_reach(world: World) -> None:
    place = world.indigo
    mediator = place.mediator
    things = ["/message_id", "/session_id", "/engagement_id"]
    assert refusal(ask(mediator, place, session_id=None))[2] == things
    assert refusal(ask(mediator, place, message_id=str(place.mediators_message)))[2] == things
    assert refusal(ask(mediator, place, to_language="sr-Cyrl"))[2] == ["/to_language"]
    assert refusal(ask(mediator, place, starts_at=None))[2] == ["/starts_at"]
    assert refusal(ask(mediator, place, mode="telepathy"))[2] == ["/mode"]
    for name in ("message_id", "session_id", "engagement_id"):
        nowhere = ask(mediator, place, **{"session_id": None, name: str(uuid7())})
        assert refusal(nowhere) == (422, "reference-not-found", [f"/{name}"])
    assert refusal(ask(place.coordinator, place, child_id=str(place.luka)))[2] == ["/child_id"]
    assert refusal(ask(mediator, place, child_id=str(place.luka))) == (422, "reference-not-found", ["/child_id"])
    assert place.volunteer.post(PATH, {}).status_code == 403


def test_who_does_not_match_is_refused_with_every_reason(world: World) -> None:
    place = world.indigo
    boss, mediator, volunteer = place.coordinator, place.mediator, place.volunteer
    profile = f"/v1/interpreters/{place.interpreting_volunteer}"

    def reasons(request: str, who: Person = volunteer) -> list[str]:
        answer = assign(mediator, request, who)
        told = next(
            row for row in mediator.get(f"{request}/candidates").json()["items"] if row["user_id"] == str(who.user_id)
        )
        found: list[str] = answer.json().get("reasons", [])
        assert told["reasons"] == found
        assert told["matches"] == (answer.status_code == 200)
        return found

    assert refusal(assign(mediator, asked(mediator, place), place.teacher))[:2] == (422, "reference-not-found")
    assert reasons(asked(mediator, place, to_language="fi")) == ["does_not_speak"]
    changes = {"adult": False, "confidentiality_signed_on": None, "modes": ["video"]}
    assert boss.patch(profile, changes).status_code == 200
    assert refusal(volunteer.patch(profile, {"adult": True}))[2] == ["/adult"]
    assert mediator.patch(profile, {"modes": ["phone"]}).status_code == 403
    expected = ["not_of_age", "confidentiality_not_signed", "mode_not_offered"]
    assert reasons(asked(mediator, place)) == expected
    signed = {"adult": True, "confidentiality_signed_on": str(clock.today()), "modes": ["phone", "written"]}
    boss.patch(profile, signed)
    boss.post(f"{profile}/pause")
    assert reasons(asked(mediator, place)) == ["paused"]
    boss.post(f"{profile}/resume")
    # Available at noon of that weekday; a request over its end, or in the morning, is at another time.
    weekday = f"{noon(9).astimezone(ZoneInfo('Europe/Belgrade')):%A}".lower()
    free = [{"weekday": weekday, "begins": "11:00", "ends": "13:00"}]
    assert refusal(volunteer.patch(profile, {"availability": [{**free[0], "ends": "10:00"}]}))[0] == 422
    assert volunteer.patch(profile, {"availability": free}).status_code == 200
    assert reasons(asked(mediator, place, minutes=90)) == ["not_available"]
    assert reasons(asked(mediator, place, starts_at=instant_text(noon(9, 8)))) == ["not_available"]
    assert reasons(asked(mediator, place)) == []
    # Booked then, also by a session of the person's own group; what is written takes no hour.
    assert reasons(asked(mediator, place, starts_at=instant_text(noon(9) + timedelta(minutes=30)), minutes=20)) == [
        "booked_already"
    ]
    assert reasons(asked(mediator, place, mode="written")) == []
    with world.as_system(place) as db:
        of = {"group_id": place.owls, "programme_id": place.programme, "minutes": 60}
        db.put(SupportSession(**of, starts_at=noon(16), ends_at=noon(16) + timedelta(hours=1)))
        db.commit()
    assert reasons(asked(mediator, place, starts_at=instant_text(noon(16)))) == ["booked_already"]
    # Never a relative: declared, or a guardian of the child or of its family, excluded or not.
    text = {"mode": "written", "starts_at": None}
    bound = boss.post(f"{profile}/relatives", {"family_id": str(place.petrovic)})
    assert refusal(boss.post(f"{profile}/relatives", {"family_id": str(place.petrovic)}))[1] == "conflict"
    assert reasons(asked(mediator, place, **text)) == ["conflict_of_interest"]
    assert reasons(asked(mediator, place, **text, child_id=None)) == ["conflict_of_interest"]
    boss.delete(f"/v1/interpreter-relatives/{bound.json()['id']}")
    with world.as_system(place) as db:
        db.find(Guardian, place.jelena).user_id = volunteer.user_id
        db.find(Guardian, place.jelena).safety_excluded = True
        db.commit()
    assert reasons(asked(mediator, place, **text)) == ["conflict_of_interest"]
    assert refusal(boss.post("/v1/interpreters", profile_of(volunteer)))[1] == "conflict"
    assert refusal(boss.post("/v1/interpreters", profile_of(place.guardian)))[2] == ["/user_id"]


def profile_of(person: Person) -> dict[str, Any]:
    speaks = [{"tag": "fi", "level": "native"}, {"tag": "so", "level": "native"}]
    return {"user_id": str(person.user_id), "languages": speaks, "modes": ["phone"]}


def test_two_who_assign_the_same_hour_at_once_do_not_both_win(world: World) -> None:
    place = world.indigo
    requests = [asked(place.mediator, place) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda request: assign(place.mediator, request, place.volunteer), requests))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert [one.json()["reasons"] for one in answers if one.status_code == 409] == [["booked_already"]] * 3


def test_what_waits_by_language_and_for_whom_there_is_nobody(world: World) -> None:
    place = world.indigo
    mediator = place.mediator
    old = asked(mediator, place, from_language="uk", to_language="sr")
    asked(mediator, place, from_language="sr-Cyrl", to_language="uk-UA", starts_at=instant_text(noon(5)))
    with world.as_system(place) as db:
        db.find(InterpretationRequest, place.uninterpreted).created_at -= timedelta(hours=2)
        db.find(InterpretationRequest, uuid_of(old)).created_at -= timedelta(hours=50)
        db.commit()
    items = mediator.get(f"{PATH}/waiting").json()["items"]
    assert [(one["languages"], one["open"], one["waiting_hours"], one["interpreters"]) for one in items] == [
        (["sr", "uk"], 2, 50, 0), (["ar", "sr"], 1, 2, 2),
    ]  # fmt: skip
    assert items[0]["next_starts_at"] is not None
    with world.as_system(place) as db:
        db.find(Interpreter, place.interpreting_mediator).adult = False
        db.commit()
    assert mediator.get(f"{PATH}/waiting").json()["items"][1]["interpreters"] == 1
    assert place.educator.get(f"{PATH}/waiting").status_code == 403
    assert world.red_cross.mediator.get(f"{PATH}/waiting").json()["items"][0]["open"] == 1


def uuid_of(path: str) -> UUID:
    return UUID(path.rsplit("/", 1)[1])


# Written here once more, apart from the lifecycle that the code uses: move -> states it leaves -> state it reaches.
LEADS = {
    "assign": (("requested",), "assigned"),
    "decline": (("assigned",), "requested"),
    "finish": (("assigned",), "done"),
    "no-show": (("assigned",), "no_show"),
    "cancel": (("requested", "assigned"), "cancelled"),
}
STEP = st.tuples(st.sampled_from(sorted(LEADS)), st.sampled_from(["mediator", "volunteer", "guardian", "supervisor"]))


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEP, min_size=3, max_size=14))
def test_only_legal_moves_count_whoever_tries_what(world: World, steps: list[tuple[str, str]]) -> None:
    place, state, path = world.indigo, "requested", ["requested"]
    request = asked(place.mediator, place, mode="written", starts_at=None)
    bodies = {"assign": {"interpreter_id": str(place.volunteer.user_id)}, "finish": {"minutes": 7}}
    for move, name in steps:
        answer = place.people[name].post(f"{request}/{move}", bodies.get(move, {"reason": "because"}))
        sources, target = LEADS[move]
        if name != "mediator" and (move in ("assign", "cancel") or name == "guardian"):
            expected = 404 if (name, move) == ("guardian", "cancel") else 403
        elif name == "supervisor" or (name == "volunteer" and state != "assigned"):
            expected = 404
        elif state in sources:
            expected, state = (200 if move in ("assign", "cancel") else 204), target
            path.append(state)
        else:
            expected = 409
        assert answer.status_code == expected, (move, name, path, answer.text)
    row = place.mediator.get(f"{request}?include=transitions").json()
    assert (row["state"], row["done_minutes"]) == (state, 7 if state == "done" else None)
    assert [(one["from_state"], one["to_state"]) for one in row["transitions"]] == list(pairwise(path))
    has_somebody = state in ("assigned", "done", "no_show") or path[-2:] == ["assigned", "cancelled"]
    assert (row["interpreter_id"] is not None) == has_somebody
