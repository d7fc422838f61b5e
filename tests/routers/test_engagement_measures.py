"""Who is reached and takes part: always of how many, fathers fairly, the excluded nowhere, small numbers withheld."""

from typing import Any

from app.models import Guardianship
from app.models.guardian import GuardianRelation
from tests.households import exclude, wrong
from tests.routers.test_engagements import adults, path_of, plan, sheet, when
from tests.world import Person, World

YEAR = "from=2026-01-01&to=2026-12-31"


def measured(person: Person, more: str = "") -> Any:
    answer = person.get(f"/v1/engagement-measures?{YEAR}{more}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def held(world: World, kind: str, **outcomes: str) -> None:
    boss = world.indigo.coordinator
    what = {"planned_at": when(hours=-2), "held": {"held_at": when(hours=-2), "held_minutes": 60}}
    path = path_of(plan(world, boss, kind, **what))
    lines = [{"guardian_id": id, "outcome": outcome} for id, outcome in outcomes.items()]
    assert sheet(boss, path, *lines).status_code == 200


def test_fathers_are_counted_among_children_who_have_one_that_counts(world: World) -> None:
    place, boss = world.indigo, world.indigo.coordinator
    assert measured(boss)["fathers"] == {"numerator": 0, "denominator": 0}
    petar, marko = adults(world, "Petar", "Marko")
    adults(world, "Far", contactable=False)
    (jovan,) = adults(world, "Jovan", child="luka")
    assert measured(boss)["fathers"] == {"numerator": 0, "denominator": 2}, "children, not fathers"
    gaps = boss.get("/v1/engagements/uninvited-fathers?sort=id").json()["items"]
    assert {row["id"] for row in gaps} == {str(place.mila), str(place.luka)}
    held(
        world,
        "co_learning",
        **{petar: "took_part", marko: "not_reached", jovan: "declined", str(place.jelena): "took_part"},
    )
    found = measured(boss)
    assert found["fathers"] == {"numerator": 1, "denominator": 2}
    assert found["guardians"]["took_part"] == {"numerator": 2, "denominator": 4}
    assert found["guardians"]["reached"] == {"numerator": 3, "denominator": 4}
    kinds = {row["kind"]: row["took_part"] for row in found["by_kind"]}
    assert kinds["co_learning"] == {"numerator": 2, "denominator": 4}
    assert kinds["home_visit"] == {"numerator": 1, "denominator": 4}
    relations = {row["relation"]: row["took_part"] for row in found["by_relation"]}
    assert relations["father"] == {"numerator": 1, "denominator": 3}
    assert relations["mother"] == {"numerator": 1, "denominator": 1}
    assert measured(boss, f"&group_id={place.foxes}")["fathers"] == {"numerator": 0, "denominator": 1}
    assert measured(boss, f"&school_id={place.school}")["fathers"] == {"numerator": 1, "denominator": 1}
    assert measured(place.supervisor)["fathers"] == {"numerator": 1, "denominator": 1}
    assert measured(place.volunteer2)["fathers"] == {"numerator": 0, "denominator": 1}
    assert measured(place.volunteer2)["by_barrier"] is None
    assert measured(boss, "&programme_id=01900000-0000-7000-8000-000000000000")["fathers"]["denominator"] == 0
    # Excluded: gone from both numbers for everybody, those who know of it too, and offered to nobody.
    exclude(world, petar)
    for who in (boss, place.supervisor, place.educator):
        assert measured(who)["fathers"] == {"numerator": 0, "denominator": 2 if who is not place.supervisor else 1}
        assert who.get(f"/v1/engagements/unreached-guardians?id={petar}").json()["items"] == []
        assert who.get(f"/v1/engagements/invitable-guardians?id={petar}").json()["items"] == []
    exclude(world, marko)
    assert measured(boss)["fathers"] == {"numerator": 0, "denominator": 1}
    assert measured(boss)["guardians"]["took_part"] == {"numerator": 1, "denominator": 2}


def test_who_was_never_invited_and_who_was_not_reached_for_a_while(world: World) -> None:
    place, mediator, boss = world.indigo, world.indigo.mediator, world.indigo.coordinator
    (petar,) = adults(world, "Petar")
    path = path_of(plan(world, mediator))
    event = path.rsplit("/", 1)[1]
    offered = mediator.get(f"/v1/engagements/invitable-guardians?engagement_id={event}").json()["items"]
    assert {row["id"] for row in offered} == {petar, str(place.jelena)}
    assert [row["id"] for row in mediator.get("/v1/engagements/uninvited-fathers").json()["items"]] == [str(place.mila)]
    assert mediator.post(f"{path}/invite", {"guardian_ids": [petar]}).status_code == 200
    assert mediator.get("/v1/engagements/uninvited-fathers").json()["items"] == []
    offered = mediator.get(f"/v1/engagements/invitable-guardians?engagement_id={event}").json()["items"]
    assert [row["id"] for row in offered] == [str(place.jelena)]
    nobody = mediator.get(f"/v1/engagements/invitable-guardians?engagement_id={place.foxes_follow_up}").json()
    assert nobody["items"] == []
    quiet = boss.get("/v1/engagements/unreached-guardians?count=true").json()
    assert ([row["id"] for row in quiet["items"]], quiet["count"]) == ([petar], 1)
    everybody = boss.get("/v1/engagements/unreached-guardians", params={"since": when(hours=1)}).json()["items"]
    assert {row["id"] for row in everybody} == {petar, str(place.jelena)}
    sheet(mediator, path, {"guardian_id": petar, "answer": "maybe"})
    assert boss.get("/v1/engagements/unreached-guardians").json()["items"] == []
    assert place.volunteer.get("/v1/engagements/unreached-guardians").status_code == 403


def test_those_who_are_told_totals_are_told_no_small_number(world: World) -> None:
    place, admin, boss = world.indigo, world.indigo.administrator, world.indigo.coordinator
    assert measured(admin)["guardians"]["took_part"] == {"numerator": None, "denominator": None}
    assert measured(place.mediator)["fathers"] == {"numerator": 0, "denominator": 0}
    fathers = adults(world, *(f"F{n}" for n in range(24)))
    with world.as_system(place) as db:
        for id in fathers[12:]:
            db.put(Guardianship(guardian_id=id, child_id=place.luka))
        db.commit()
    mothers = adults(world, *(f"M{n}" for n in range(11)), relation=GuardianRelation.GRANDMOTHER)
    held(world, "workshop", **dict.fromkeys([*fathers[:12], mothers[0]], "took_part"))
    found = measured(admin)
    assert found["threshold"] == 10
    assert found["guardians"]["took_part"] == {"numerator": 14, "denominator": 36}
    relations = {row["relation"]: row["took_part"] for row in found["by_relation"]}
    assert relations["grandmother"] == {"numerator": None, "denominator": None}, "or the mother could be computed back"
    assert relations["mother"] == {"numerator": None, "denominator": None}
    assert relations["father"]["denominator"] == 24
    assert {row["kind"]: row["took_part"]["numerator"] for row in found["by_kind"]}["home_visit"] is None
    assert measured(boss)["fathers"] == {"numerator": 1, "denominator": 2}
    assert found["fathers"] == {"numerator": None, "denominator": None}
    of_owls = measured(admin, f"&group_id={place.owls}")
    assert of_owls["fathers"] == {"numerator": None, "denominator": None}
    assert wrong(admin.get("/v1/engagement-measures?from=2026-01-02&to=2026-12-31")) == (
        422, "query/to", "whole_months",
    )  # fmt: skip
    for days in ("from=2026-02-02&to=2026-02-01", "from=2024-01-01&to=2026-01-01"):
        assert wrong(boss.get(f"/v1/engagement-measures?{days}")) == (422, "query/to", "out_of_range")
    assert place.teacher.get(f"/v1/engagement-measures?{YEAR}").status_code == 403
    # No programme of theirs.
    assert measured(place.partner)["guardians"]["invited"] == {"numerator": 0, "denominator": 0}, (
        "no programme of theirs"
    )
