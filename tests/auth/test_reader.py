"""Declared reads: what a role may not see is nowhere in them, cursors belong to their list, engines say the same."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
import sqlalchemy as sa
import time_machine
from pydantic import ValidationError

from app.auth.permissions import may
from app.auth.questions import Question
from app.auth.reader import all_names, plan_for, row_question
from app.core import clock
from app.core.entity_tags import etag, is_among
from app.core.ids import uuid7
from app.models import (
    CalendarPeriod,
    Child,
    Family,
    GroupLeader,
    MentorGroup,
    School,
    SchoolCalendar,
    SignIn,
    SupportSession,
    Teacher,
)
from app.models.membership import Role
from app.models.school import SchoolKind, school_year_of
from tests.declared_reads import all_reads
from tests.right_bodies import schema_of
from tests.scenarios.slots import Turns, kind_of
from tests.world import Person, World

ENGINES = ("sqlite", "postgresql")


def problem(answer: Any, **replaced: str) -> dict[str, Any]:
    """A problem document without what differs between any two: the request's id, and the words given."""
    text = answer.text
    for placeholder, word in replaced.items():
        text = text.replace(word, placeholder)
    found: dict[str, Any] = json.loads(text)
    found.pop("request_id")
    return {"answered": answer.status_code, **found}


def test_a_hidden_member_is_not_in_the_statement() -> None:
    hidden = 0
    for name, reads in all_reads().items():
        for role in Role:
            names = all_names(reads, role)
            if not may(role, "read", reads.model) or set(names) == set(reads.members):
                continue
            for engine in ENGINES:
                shown = plan_for(reads, Question(role, names), engine).sql
                written = {
                    member
                    for member in reads.members
                    if f"'{member}'" in shown or f'found."{member}"' in shown or re.search(rf" AS {member}\b", shown)
                }
                assert written <= set(names), (name, role, engine)
            hidden += len(set(reads.members) - set(names))
    assert hidden > 50


def test_a_surname_is_not_even_named_in_what_a_volunteer_asks() -> None:
    reads = all_reads()["children.CHILDREN"]
    for engine in ENGINES:
        assert "surname" in plan_for(reads, row_question(reads, Role.COORDINATOR), engine).sql
        # The age band is made of the birth date, which itself is not shown.
        assert "surname" not in plan_for(reads, row_question(reads, Role.VOLUNTEER), engine).sql


def sorted_or_searched(reads: Any) -> Iterator[tuple[str, Any]]:
    yield from reads.sorts.items()
    yield from reads.search.items()


def test_a_key_never_orders_or_finds_by_what_is_hidden() -> None:
    """A folded key is made of columns: whoever may sort or search by it may see each of them."""
    for name, reads in all_reads().items():
        folds = reads.model.__folds__
        for role in Role:
            names = all_names(reads, role) if may(role, "read", reads.model) else ()
            for member, column in sorted_or_searched(reads):
                if member not in names:
                    continue
                made_of = set(folds.get(column.key, (column.key,))) & set(reads.members)
                assert made_of <= set(names), (name, role, member)


def test_sort_columns_are_never_null_and_have_an_index_with_the_id() -> None:
    for name, reads in all_reads().items():
        for member, column in reads.sorts.items():
            assert not column.nullable or f"{column.key} IS NOT NULL" in str(reads.where), (name, member)
            keys = [[key.name for key in index.columns] for index in reads.table.indexes]
            keys.append([key.name for key in reads.table.primary_key.columns])
            tenant = ["organisation_id"] * ("organisation_id" in reads.table.c)
            ways = [[*tenant, column.key]]
            if reads.parent is not None:
                ways.append([*tenant, reads.parent[1].key, column.key])
            indexed = any(found[: len(way)] == way for found in keys for way in ways)
            small = reads.model.__name__ in (
                "Programme",
                "Site",
                "SchoolCalendar",
                "CalendarPeriod",
                "User",
                "MentorGroup",
                "Teacher",
            )
            assert indexed or small, (name, member, "has no index")


# Who asks; what is hidden, and the same with a word that nobody knows; the name that differs.
HIDDEN = {
    "filter": ("assistant", "children?grade=3", "children?nonsense=3", "grade"),
    "filter by reference": ("assistant", "children?family_id={jovic}", "children?nonsense={jovic}", "family_id"),
    "filter through a table": ("teacher", "mentor-groups?led_by={owls}", "mentor-groups?nonsense={owls}", "led_by"),
    "filter of a facet": ("mediator", "guardians?safety_excluded=true", "guardians?nonsense=true", "safety_excluded"),
    "member": ("volunteer", "children?fields=surname", "children?fields=nonsense", "surname"),
    "member of a row": ("volunteer", "children/{mila}?fields=surname", "children/{mila}?fields=nonsense", "surname"),
    "version": ("volunteer", "children?fields=version", "children?fields=nonsense", "version"),
    "sort": ("volunteer", "children?sort=surname", "children?sort=nonsense", "surname"),
    "include": ("assistant", "children?include=guardianships", "children?include=nonsense", "guardianships"),
    "search": ("volunteer", "group-members?q=x", "group-members?nonsense=x", "q"),
}  # fmt: skip


def test_what_is_hidden_is_answered_like_what_does_not_exist(world: World) -> None:
    for what, (role, hidden, unknown, name) in HIDDEN.items():
        one, other = (
            world.indigo.people[role].get(f"/v1/{path}".format(**world.indigo.ids)) for path in (hidden, unknown)
        )
        assert one.status_code == 422, what
        assert problem(one, nonsense=f"query/{name}") == problem(other, nonsense="query/nonsense"), what


def test_a_search_finds_by_what_the_caller_may_see(world: World) -> None:
    assert found(world.indigo.coordinator, "/v1/children?q=petrović") == {world.indigo.mila}
    assert found(world.indigo.coordinator, "/v1/children?q=мила") == {world.indigo.mila}
    assert found(world.indigo.volunteer, "/v1/children?q=petrovic") == set()
    assert found(world.indigo.volunteer, "/v1/children?q=mila") == {world.indigo.mila}
    for nothing in ("%20", "-", "%25", "_", "%5C", "%E2%80%8B"):
        assert found(world.indigo.coordinator, f"/v1/children?q={nothing}") == set()


def found(person: Person, path: str) -> set[UUID]:
    answer = person.get(path)
    assert answer.status_code == 200, answer.text
    return {UUID(row["id"]) for row in answer.json()["items"]}


def test_filters_by_id_count_and_thin_answers(world: World) -> None:
    person, ids = world.indigo.coordinator, world.indigo.ids
    assert found(person, f"/v1/children?id={ids['mila']},{world.red_cross.ada}") == {ids["mila"]}
    answer = person.get("/v1/children?count=true&limit=1&fields=code").json()
    assert answer["count"] == 2
    assert [sorted(row) for row in answer["items"]] == [["code", "id"]]
    assert world.indigo.volunteer.get("/v1/children?count=true").json()["count"] == 1
    assert person.get("/v1/children?count=true&q=nobody").json() == {"items": [], "next_cursor": None, "count": 0}


def test_a_nested_list_of_a_row_out_of_reach_is_not_found(world: World) -> None:
    for person, group in (
        (world.indigo.volunteer, world.indigo.foxes),
        (world.indigo.coordinator, world.red_cross.library),
    ):
        answer = person.get(f"/v1/mentor-groups/{group}/members?count=true")
        assert problem(answer) == problem(person.get(f"/v1/mentor-groups/{uuid7()}/members"))
        assert answer.status_code == 404
    assert world.indigo.volunteer.get(f"/v1/mentor-groups/{world.indigo.owls}/members?count=true").json()["count"] == 1


def schools(world: World, count: int, **given: Any) -> list[UUID]:
    with world.as_system(world.indigo) as db:
        own = {"name": "Ista škola", "kind": SchoolKind.PRIMARY, **given}
        rows = [School(**own) for _ in range(count)]
        db.add_all(rows)
        db.commit()
        return [row.id for row in rows]


@pytest.mark.parametrize("sort", ["name", "-name", "id", "-id"])
def test_a_walk_over_equal_keys_gives_each_row_once_while_rows_come_in(world: World, sort: str) -> None:
    there = {*schools(world, 300), world.indigo.school}
    walked: list[UUID] = []
    cursor = ""
    while True:
        page = world.indigo.coordinator.get(f"/v1/schools?sort={sort}&limit=77{cursor}").json()
        walked += [UUID(row["id"]) for row in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
        schools(world, 2)
        schools(world, 1, name="A")
        schools(world, 1, name="Ж")
    assert len(walked) == len(set(walked))
    assert there <= set(walked)
    order = {row: number for number, row in enumerate(sorted(set(walked)))}
    if sort.endswith("id"):
        assert [order[row] for row in walked] == sorted(order.values(), reverse=sort.startswith("-"))


def test_instants_days_and_codes_are_walked_too(world: World) -> None:
    starts = datetime(2026, 3, 1, 12, tzinfo=UTC)
    moments = [starts + timedelta(microseconds=step) for step in (0, 1, 10, 500_000, 999_999, 1_000_000)] * 2
    with world.as_system(world.indigo) as db:
        own = {"group_id": world.indigo.owls, "programme_id": world.indigo.programme, "minutes": 60}
        db.add_all([SupportSession(starts_at=at, ends_at=at + timedelta(hours=1), **own) for at in moments])
        calendar = db.put(SchoolCalendar(name="2026", school_year="2026/2027"))
        days = [date(2026, 9, 1) + timedelta(days=step) for step in (0, 0, 1, 40)]
        more = {"calendar_id": calendar.id, "kind": "holiday", "name": "x"}
        db.add_all([CalendarPeriod(first_on=day, last_on=day, **more) for day in days])
        db.commit()
        until = (starts + timedelta(days=1)).isoformat().replace("+", "%2B")
    for sort in ("starts_at", "-starts_at"):
        walked = walk(world.indigo.coordinator, f"/v1/sessions?sort={sort}&starts_at_to={until}&limit=1")
        assert [row["starts_at"] for row in walked] == sorted(
            (row["starts_at"] for row in walked), key=datetime.fromisoformat, reverse=sort.startswith("-")
        )
        assert len({row["id"] for row in walked}) == len(walked) == 12
    for sort in ("first_on", "-first_on"):
        walked = walk(world.indigo.coordinator, f"/v1/school-calendars/{calendar.id}/periods?sort={sort}&limit=1")
        assert [row["first_on"] for row in walked] == sorted(map(str, days), reverse=sort.startswith("-"))
    assert [row["code"] for row in walk(world.indigo.coordinator, "/v1/children?sort=-code&limit=1")] == [
        "C-MILA",
        "C-LUKA",
    ]


def walk(person: Person, path: str) -> list[dict[str, Any]]:
    rows, cursor = [], ""
    while cursor is not None:
        answer = person.get(path + (f"&cursor={cursor}" if cursor else ""))
        assert answer.status_code == 200, answer.text
        rows += answer.json()["items"]
        cursor = answer.json()["next_cursor"]
    return rows


def packed(*parts: Any) -> str:
    return urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def test_a_cursor_of_someone_or_something_else_is_refused(world: World) -> None:
    schools(world, 3)
    person = world.indigo.coordinator
    path = "/v1/schools?limit=2&sort=name&kind=primary"
    cursor = person.get(path).json()["next_cursor"]
    assert person.get(f"{path}&cursor={cursor}").status_code == 200
    # How the rows are shown is no part of where the page begins.
    assert (
        person.get(f"/v1/schools?limit=1&sort=name&kind=primary&fields=id&count=true&cursor={cursor}").status_code
        == 200
    )
    mark, *keys = json.loads(urlsafe_b64decode(cursor + "=="))
    refused = {
        "another member": (world.indigo.mediator, path, cursor),
        "another organisation": (world.red_cross.coordinator, path, cursor),
        "another filter": (person, "/v1/schools?limit=2&sort=name&kind=preschool", cursor),
        "no filter": (person, "/v1/schools?limit=2&sort=name", cursor),
        "another sort": (person, "/v1/schools?limit=2&kind=primary", cursor),
        "the other direction": (person, "/v1/schools?limit=2&sort=-name&kind=primary", cursor),
        "another list": (person, "/v1/sites?limit=2&sort=name", cursor),
        "cut": (person, path, cursor[:-3]),
        "longer": (person, path, cursor + "AAAA"),
        "empty": (person, path, ""),
        "no base64": (person, path, "%F0%9F%98%80"),
        "no json": (person, path, urlsafe_b64encode(b"[").decode()),
        "no list": (person, path, urlsafe_b64encode(b'{"a":1}').decode()),
        "an empty list": (person, path, packed()),
        "deep": (person, path, urlsafe_b64encode(b"[" * 700).decode()[:990]),
        "another mark": (person, path, packed("0" * len(mark), *keys)),
        "one key": (person, path, packed(mark, keys[0])),
        "three keys": (person, path, packed(mark, *keys, "x")),
        "a number": (person, path, packed(mark, 1, keys[1])),
        "null": (person, path, packed(mark, None, keys[1])),
        "NUL": (person, path, packed(mark, "\0", keys[1])),
        "half a surrogate": (person, path, urlsafe_b64encode(json.dumps([mark, "\ud800", keys[1]]).encode()).decode()),
        "no id": (person, path, packed(mark, keys[0], "x")),
    }
    answers = {what: who.get(f"{at}&cursor={found}") for what, (who, at, found) in refused.items()}
    assert {what: answer.status_code for what, answer in answers.items()} == dict.fromkeys(refused, 400)
    assert {problem(answer)["type"] for answer in answers.values()} == {"/problems/invalid-cursor"}
    assert person.get(f"{path}&cursor={'A' * 1001}").status_code == 422


def test_a_forged_key_of_another_type_is_refused(world: World) -> None:
    """The mark is no secret: whoever knows it may put any text into the keys, and gets no worse than 400."""
    person = world.indigo.coordinator
    cursor = person.get("/v1/sessions?sort=starts_at&limit=1").json()["next_cursor"]
    mark, _, id = json.loads(urlsafe_b64decode(cursor + "=="))
    for moment in (
        "x", "2026-01-01", "2026-01-01T00:00:00", "0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00",
        "2026-13-01T00:00:00Z", "infinity", "1e9", "",
    ):  # fmt: skip
        answer = person.get(f"/v1/sessions?sort=starts_at&limit=1&cursor={packed(mark, moment, id)}")
        assert answer.status_code == 400, moment
    for moment in ("0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59.999999+00:00", "2026-01-01 00:00:00+00"):
        answer = person.get(f"/v1/sessions?sort=starts_at&limit=1&cursor={packed(mark, moment, id)}")
        assert answer.status_code == 200, moment


def test_a_cursor_of_a_nested_list_belongs_to_its_parent(world: World) -> None:
    with world.as_system(world.indigo) as db:
        calendars = [db.put(SchoolCalendar(name=name, school_year="2026/2027")).id for name in ("a", "b")]
        day, more = date(2026, 9, 1), {"kind": "holiday", "name": "x"}
        db.add_all([CalendarPeriod(calendar_id=id, first_on=day, last_on=day, **more) for id in calendars * 2])
        db.commit()
    one, other = (f"/v1/school-calendars/{id}/periods?limit=1" for id in calendars)
    cursor = world.indigo.coordinator.get(one).json()["next_cursor"]
    assert world.indigo.coordinator.get(f"{one}&cursor={cursor}").status_code == 200
    assert world.indigo.coordinator.get(f"{other}&cursor={cursor}").status_code == 400


NASTY = [
    "", "%00", "%ED%A0%80", "%FF", "0", "-1", "2147483648", "9223372036854775808", "1" * 60, "1e999", "NaN", "true",
    "null", "[]", "{}", "a,b", ",", "x" * 300, "0001-01-01", "9999-12-31", "2026-01-01T00:00:00",
    "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00%2B23:59", "00000000-0000-0000-0000-000000000000",
    "'; DROP TABLE child; --", "%25", "%D0%96",
]  # fmt: skip


def test_no_value_of_a_filter_makes_the_server_fail(world: World) -> None:
    """Every value for the first filter of a kind, one in turn for each other one."""
    failures, asked, turns = [], 0, Turns(exhaustive=False, turn=0)
    for name, reads in all_reads().items():
        path = f"/v1/{reads.model.__resource__}"
        if reads.parent or world.indigo.coordinator.get(path).status_code != 200:
            continue
        schema = schema_of(reads.query)
        for member in (*reads.filters, *(("id", "q", "cursor", "sort") if name == "schools.SCHOOLS" else ())):
            # What the shape of the query refuses never comes further; the rest does.
            further = ["%00", *(value for value in NASTY if not refused(reads, member, unquote(value)))]
            for value in turns.of(kind_of(schema["properties"].get(member, {}), schema), further):
                asked += 1
                answer = world.indigo.coordinator.get(f"{path}?{member}={value}")
                if answer.status_code not in (200, 400, 422):
                    failures.append((name, member, value, answer.status_code))
    assert failures == []
    assert asked > 300


def refused(reads: Any, member: str, value: str) -> bool:
    try:
        reads.query.model_validate({member: value})
    except ValidationError:
        return True
    # These are words of the list itself, and any other is refused before the database is asked.
    return member in ("sort", "fields", "include") and value != ""


def test_an_answer_is_known_again_by_its_etag(world: World) -> None:
    person, path = world.indigo.coordinator, f"/v1/children/{world.indigo.mila}"
    for at in (path, "/v1/children"):
        answer = person.get(at)
        tag = answer.headers["etag"]
        assert tag.encode() == etag(answer.content)
        assert answer.headers["cache-control"] == "private, no-cache"
        for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            again = person.get(at, headers={"if-none-match": known})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), known
        for other in ('"other"', tag.strip('"'), tag[:-2] + '"'):
            assert person.get(at, headers={"if-none-match": other}).status_code == 200, other
    # What a role does not see does not move its tag.
    seen = world.indigo.volunteer.get(path).headers["etag"]
    person.patch(path, {"surname": "Jovanović"})
    assert world.indigo.volunteer.get(path).headers["etag"] == seen
    assert person.get(path).headers["etag"] != tag


def test_if_match_compares_strongly() -> None:
    assert is_among(b'"a"', b'"b", "a"', weak=False)
    assert is_among(b'"a"', b"*", weak=False)
    assert not is_among(b'"a"', b'W/"a"', weak=False)
    assert not is_among(b'"a"', b"", weak=True)
    assert not is_among(b'"a"', b'"b", *', weak=True)


def test_a_sign_in_that_has_ended_neither_reads_nor_writes(world: World) -> None:
    for member, person in (("ended_at", world.indigo.coordinator), ("expires_at", world.indigo.mediator)):
        assert person.get("/v1/schools").status_code == 200
        with world.as_system(world.indigo) as db:
            setattr(db.find(SignIn, person.sign_in_id), member, clock.now())
            db.commit()
        answers = [
            person.get("/v1/schools"),
            person.get(f"/v1/schools/{world.indigo.school}"),
            person.get(f"/v1/schools/{uuid7()}"),
            person.get("/v1/schools?q=nobody&count=true"),
            person.get(f"/v1/mentor-groups/{world.indigo.owls}/members"),
            person.post("/v1/schools", {"name": "x", "kind": "primary"}),
            person.patch(f"/v1/schools/{world.indigo.school}", {"name": "y"}, etag='"x"'),
        ]
        assert {answer.status_code for answer in answers} == {401}
        assert {problem(answer)["type"] for answer in answers} == {"/problems/signed-out"}


def test_a_role_with_an_end_ends_by_itself(world: World) -> None:
    with world.as_system(world.indigo) as db:
        leading = db.find(GroupLeader, world.indigo.owls_leader)
        leading.valid_to = db.at + timedelta(seconds=30)
        db.commit()
        end = leading.valid_to
    role = f"/v1/memberships/{world.indigo.mediator.membership_id}"
    assert world.indigo.administrator.patch(role, {"valid_to": end.isoformat()}).status_code == 200
    path = f"/v1/children/{world.indigo.mila}"
    assert [who.get(path).status_code for who in (world.indigo.volunteer, world.indigo.mediator)] == [200, 200]
    with time_machine.travel(end - timedelta(microseconds=10), tick=False):
        assert [who.get(path).status_code for who in (world.indigo.volunteer, world.indigo.mediator)] == [200, 200]
    with time_machine.travel(end, tick=False):
        assert [who.get(path).status_code for who in (world.indigo.volunteer, world.indigo.mediator)] == [404, 401]
        assert found(world.indigo.volunteer, "/v1/children") == set()
        assert world.indigo.mediator.post("/v1/schools", {"name": "x", "kind": "primary"}).status_code == 401


AT = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
SAME = {"created_at": AT, "updated_at": AT.replace(microsecond=120_000), "created_by": None}


def fixed(number: int) -> UUID:
    return UUID(f"01980000-0000-7000-8000-{number:012d}")


def golden_rows(world: World) -> Iterator[Any]:
    school = School(
        id=fixed(1), name='ОШ „Ђорђе“ \\ "нови"', kind=SchoolKind.PRIMARY, languages=["sr-Cyrl", "ar"],
        contact="مدرسة / كتاب\t<&>", **SAME,
    )  # fmt: skip
    yield school
    points = [{"channel": "viber", "value": '+38160 "x"'}]
    yield Teacher(id=fixed(2), school_id=school.id, given_name="Vesna", contact_points=points, **SAME)
    programme_id = world.indigo.programme
    connectivity = {"devices": ["phone"], "shared": None, "internet": "mobile", "apps": ["Viber „A“", "ж"]}
    yield Family(id=fixed(3), programme_id=programme_id, display_name="Хасан حسن", connectivity=connectivity, **SAME)
    yield Child(
        id=fixed(4), programme_id=programme_id, family_id=fixed(3), code="C-GOLD", first_name="Žana", surname="O'Šea",
        birth_date=date(2016, 2, 29), birth_year=2016, languages=[{"tag": "ar", "level": "native"}], **SAME,
    )  # fmt: skip
    yield MentorGroup(
        id=fixed(5), programme_id=programme_id, name="Zečevi", kind="small_group", open_to_all=False,
        grades=[1, 2], languages=[], **SAME,
    )  # fmt: skip
    for number, user in ((6, world.indigo.volunteer), (7, world.indigo.volunteer2)):
        yield GroupLeader(id=fixed(number), group_id=fixed(5), user_id=user.user_id, valid_from=AT, **SAME)
    for number, at in ((8, AT), (9, AT.replace(microsecond=500_000)), (10, AT.replace(microsecond=1))):
        yield SupportSession(
            id=fixed(number), group_id=fixed(5), programme_id=programme_id, starts_at=at,
            ends_at=AT + timedelta(hours=1), minutes=60, **SAME,
        )  # fmt: skip


READ = [
    f"/v1/schools/{fixed(1)}?fields=name,kind,languages,contact,created_at,updated_at,version",
    f"/v1/teachers/{fixed(2)}?fields=school_id,user_id,subjects,contact_points",
    f"/v1/families/{fixed(3)}?fields=display_name,interpreter_needed,preferred_contact,connectivity&include=transitions",
    f"/v1/children/{fixed(4)}?fields=surname,birth_date,birth_year,languages,grade&include=guardianships,group_members",
    f"/v1/mentor-groups/{fixed(5)}?fields=grades,open_to_all,site_id&include=members,leaders",
    f"/v1/sessions?group_id={fixed(5)}&sort=-starts_at&count=true&fields=starts_at,minutes&include=attendance",
    f"/v1/schools?id={fixed(1)},{fixed(4)}&fields=languages",
    f"/v1/sessions?group_id={fixed(4)}",
]


def test_both_engines_answer_with_the_same_bytes(world: World) -> None:
    with world.as_system(world.indigo) as db, time_machine.travel(AT, tick=False):
        db.at = AT.replace(microsecond=120_000)
        for row in golden_rows(world):
            db.put(row)
        db.commit()
    names = {
        str(id): name
        for name, id in [*world.indigo.ids.items()] + [(n, p.user_id) for n, p in world.indigo.people.items()]
    }
    texts = [world.indigo.coordinator.get(path).text for path in READ]
    answers = [re.sub("|".join(names), lambda match: names[match[0]], text) for text in texts]
    assert answers == GOLDEN
    # The bytes are compact JSON as Python writes it, too: nothing is escaped that need not be.
    for text in texts:
        assert json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")) == text


# fmt: off
GOLDEN = [
    '{"id":"01980000-0000-7000-8000-000000000001","name":"ОШ „Ђорђе“ \\\\ \\"нови\\"","kind":"primary",'
    '"languages":["sr-Cyrl","ar"],"contact":"مدرسة / كتاب\\t<&>","created_at":"2026-02-03T04:05:06+00:00",'
    '"updated_at":"2026-02-03T04:05:06.12+00:00","version":1}',
    '{"id":"01980000-0000-7000-8000-000000000002","school_id":"01980000-0000-7000-8000-000000000001",'
    '"user_id":null,"subjects":[],"contact_points":[{"channel":"viber","value":"+38160 \\"x\\""}]}',
    '{"id":"01980000-0000-7000-8000-000000000003","display_name":"Хасан حسن","interpreter_needed":false,'
    '"preferred_contact":null,"connectivity":{"devices":["phone"],"shared":null,"internet":"mobile",'
    '"apps":["Viber „A“","ж"]},"transitions":[]}',
    '{"id":"01980000-0000-7000-8000-000000000004","surname":"O\'Šea","birth_date":"2016-02-29",'
    '"birth_year":2016,"languages":[{"tag":"ar","level":"native"}],"grade":null,"group_members":[],'
    '"guardianships":[]}',
    '{"id":"01980000-0000-7000-8000-000000000005","site_id":null,"grades":[1,2],"open_to_all":false,'
    '"leaders":[{"user_id":"volunteer","role":"lead","valid_from":"2026-02-03T04:05:06+00:00","valid_to":null,'
    '"id":"01980000-0000-7000-8000-000000000006","created_at":"2026-02-03T04:05:06+00:00",'
    '"updated_at":"2026-02-03T04:05:06.12+00:00","version":1,'
    '"group_id":"01980000-0000-7000-8000-000000000005","end_reason":""},{"user_id":"volunteer2","role":"lead",'
    '"valid_from":"2026-02-03T04:05:06+00:00","valid_to":null,"id":"01980000-0000-7000-8000-000000000007",'
    '"created_at":"2026-02-03T04:05:06+00:00","updated_at":"2026-02-03T04:05:06.12+00:00","version":1,'
    '"group_id":"01980000-0000-7000-8000-000000000005","end_reason":""}],"members":[]}',
    '{"items":[{"id":"01980000-0000-7000-8000-000000000009","starts_at":"2026-02-03T04:05:06.5+00:00",'
    '"minutes":60,"attendance":[]},{"id":"01980000-0000-7000-8000-000000000010",'
    '"starts_at":"2026-02-03T04:05:06.000001+00:00","minutes":60,'
    '"attendance":[]},{"id":"01980000-0000-7000-8000-000000000008","starts_at":"2026-02-03T04:05:06+00:00",'
    '"minutes":60,"attendance":[]}],"next_cursor":null,"count":3}',
    '{"items":[{"id":"01980000-0000-7000-8000-000000000001","languages":["sr-Cyrl","ar"]}],"next_cursor":null}',
    '{"items":[],"next_cursor":null}',
]
# fmt: on


def test_what_a_write_answers_is_what_the_next_read_answers(world: World) -> None:
    person = world.indigo.coordinator
    year = school_year_of(clock.today())
    bodies: dict[str, dict[str, Any]] = {
        "/v1/schools": {"name": "Školа", "kind": "primary", "languages": ["sr-Latn"]},
        "/v1/school-classes": {"school_id": str(world.indigo.school), "school_year": year, "grade": 1, "label": "I-1"},
        "/v1/families": {"programme_id": str(world.indigo.programme), "display_name": "Ђ", "interpreter_needed": True},
        "/v1/children": {"programme_id": str(world.indigo.programme), "first_name": "Ana", "birth_date": "2016-02-29"},
    }
    for path, body in bodies.items():
        made = person.post(path, body)
        assert made.status_code == 201, made.text
        read = person.get(made.headers["location"])
        assert (read.content, read.headers["etag"]) == (made.content, made.headers["etag"])
        member = {"/v1/schools": "name", "/v1/school-classes": "label", "/v1/families": "municipality"}.get(
            path, "surname"
        )
        changed = person.patch(made.headers["location"], {member: "Other"}, etag=made.headers["etag"])
        assert changed.status_code == 200, changed.text
        read = person.get(made.headers["location"])
        assert (read.content, read.headers["etag"]) == (changed.content, changed.headers["etag"])
        assert changed.headers["etag"] != made.headers["etag"]


def test_an_include_shows_the_rows_that_their_own_list_shows(world: World) -> None:
    path = f"/v1/mentor-groups/{world.indigo.owls}"
    for name in ("volunteer", "assistant", "supervisor", "coordinator"):
        person = world.indigo.people[name]
        row = person.get(f"{path}?include=leaders,members").json()
        for include in ("leaders", "members"):
            listed = person.get(f"{path}/{include}").json()["items"]
            assert {one["id"]: one for one in row[include]} == {one["id"]: one for one in listed}
            assert listed
    # An include with its own table inside its reach, and a role that may not see it.
    assert world.indigo.teacher.get(f"{path}?include=leaders").status_code == 422
    assert world.indigo.guardian.get(f"{path}?include=members").json()["members"][0]["child_id"] == str(
        world.indigo.mila
    )


def test_a_plan_is_kept_and_its_text_does_not_grow_with_a_list(world: World) -> None:
    reads = all_reads()["schools.SCHOOLS"]
    question = Question(Role.COORDINATOR, all_names(reads, Role.COORDINATOR), given=frozenset({"id", "kind"}))
    for engine in ENGINES:
        plan = plan_for(reads, question, engine)
        assert plan_for(reads, question, engine) is plan
        values = {"filter_id": [uuid7()] * 200, "filter_kind": [SchoolKind.PRIMARY] * 3, "rows": 51}
        assert len(plan.args({**values, "me_now": clock.now(), "me_today": clock.today()})) < 20


def test_the_reach_of_a_read_ends_with_the_row(world: World) -> None:
    with world.as_system(world.indigo) as db:
        leaders = db.execute(sa.select(GroupLeader).where(GroupLeader.group_id == world.indigo.owls)).scalars().all()
        for leader in leaders:
            leader.valid_to = clock.now()
        db.commit()
    assert found(world.indigo.volunteer, "/v1/sessions") == set()
    assert world.indigo.volunteer.get(f"/v1/sessions/{world.indigo.owls_held}").status_code == 404
