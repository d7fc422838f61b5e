"""The demonstration data: what it promises, on both engines, asked over HTTP as the people who can sign in."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import phonenumbers
import psycopg
import pytest
import sqlalchemy as sa
from sqlmodel import col
from starlette.testclient import TestClient

from app.auth.principal import System
from app.auth.session import OwnedSession
from app.auth.trail import verify_chain
from app.core import clock
from app.core.database import Database
from app.core.settings import Settings
from app.main import create_app
from app.models import (
    Account,
    Attendance,
    Child,
    Delivery,
    DropInVisit,
    GroupLeader,
    GroupMember,
    Guardian,
    HoursEntry,
    Organisation,
    Participation,
    SupportSession,
)
from app.models.mentor_group import MemberState
from app.models.support_session import SessionState
from app.services.people import founding
from app.services.sessions import summing_attendance
from app.services.sign_in.demonstration_accounts import PASSWORD, who_can_sign_in
from tests.templates import Templates

README = Path(__file__).parents[2] / "README.md"


class Shown:
    """A server with the demonstration data, and whoever has signed in there."""

    def __init__(self, database: Database, client: TestClient) -> None:
        self.database, self.client = database, client
        self.tokens: dict[str, str] = {}
        with OwnedSession(database, System(None, "test")) as db:
            found = db.execute(sa.select(Organisation)).scalars()
            self.organisations = {organisation.name.split()[0]: organisation.id for organisation in found}

    def sign_in(self, address: str, password: str = PASSWORD) -> Any:
        form = {"grant_type": "password", "username": address, "password": password}
        return self.client.post("/v1/auth/token", data=form)

    def get(self, address: str, path: str) -> Any:
        if address not in self.tokens:
            self.tokens[address] = self.sign_in(address).json()["access_token"]
        return self.client.get(path, headers={"authorization": f"Bearer {self.tokens[address]}"})

    def items(self, address: str, path: str) -> list[dict[str, Any]]:
        answer = self.get(address, path)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    def within(self, name: str) -> OwnedSession:
        return OwnedSession(self.database, System(self.organisations[name], "test"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def loaded_url(request: pytest.FixtureRequest, templates: Callable[[str], Templates]) -> Iterator[str]:
    known = templates(request.param)
    yield (url := known.databases.create_database(known.demonstration()))
    known.databases.drop_database(url)


@pytest.fixture(scope="module")
def shown(loaded_url: str, keys: Path) -> Iterator[Shown]:
    app = create_app(Settings(DATABASE_URL=loaded_url, keys_dir=keys, pool_size=4, jobs="off"))
    with TestClient(app, follow_redirects=False) as client:
        yield Shown(app.state.process.database, client)


def test_the_first_calls_of_the_readme_find_something(shown: Shown) -> None:
    section = README.read_text().partition("## A first call")[2].partition("\n## ")[0]
    called = re.findall(r'^curl -s "?http://127.0.0.1:8000([^"\s]+)"?(.*)$', section, re.M)
    assert len(called) == 5
    for path, more in called:
        answer = shown.get("volunteer@indigo.example", path) if "$TOKEN" in more else shown.client.get(path)
        assert answer.status_code == 200, path
        assert answer.json().get("items") != [], path


def test_everybody_who_is_listed_signs_in_with_their_role(shown: Shown) -> None:
    with OwnedSession(shown.database, System(None, "test")) as db:
        listed = sa.select(col(Account.email)).where(col(Account.demonstration))
        addresses = list(db.execute(listed).scalars())
    assert len(addresses) == 33
    for address in addresses:
        answer = shown.sign_in(address)
        assert answer.status_code == 200, address
        role = answer.json()["membership"]["role"]
        name = address.split("@")[0].rstrip("0123456789")
        assert role == {"dpo": "data_protection_officer"}.get(name, name)


def test_no_other_password_opens_a_demonstration_account(shown: Shown) -> None:
    assert shown.sign_in("coordinator@indigo.example", "learnbridge-demo2").status_code in (400, 401)


def test_the_lines_for_the_start_name_every_account_and_the_password(shown: Shown) -> None:
    first, *lines = who_can_sign_in(shown.database)
    assert PASSWORD in first
    assert [line.split(",")[0].strip() for line in lines] == [
        "coordinator@indigo.example",
        "coordinator@redcross.example",
        "administrator@empty.example",
    ]
    assert [len(line.split(",")) for line in lines] == [16, 16, 1]


REACHED = {
    "coordinator@indigo.example": 51,
    "mediator@indigo.example": 51,
    "educator@indigo.example": 49,
    "supervisor@indigo.example": 35,
    "volunteer@indigo.example": 7,
    "volunteer5@indigo.example": 7,
    "assistant@indigo.example": 28,
    "assistant2@indigo.example": 21,
    "guardian@indigo.example": 4,
    "guardian2@indigo.example": 4,
    "coordinator@redcross.example": 120,
    "educator@redcross.example": 120,
    "guardian@redcross.example": 3,
}


@pytest.mark.parametrize(("address", "children"), REACHED.items())
def test_each_role_reaches_the_children_that_it_answers_for(shown: Shown, address: str, children: int) -> None:
    assert len(shown.items(address, "/v1/children?limit=200")) == children


@pytest.mark.parametrize("domain", ["indigo.example", "redcross.example"])
def test_the_teacher_sees_the_class_but_for_those_whose_families_did_not_agree(shown: Shown, domain: str) -> None:
    coordinator, teacher = f"coordinator@{domain}", f"teacher@{domain}"
    pupils = {row["id"] for row in shown.items(teacher, "/v1/children?limit=200")}
    own = shown.items(teacher, "/v1/school-enrolments?limit=200")[0]["class_id"]
    enrolled = shown.items(coordinator, f"/v1/school-enrolments?class_id={own}&limit=200")
    effects = shown.items(coordinator, "/v1/consent-effects?purpose=share_with_school&state=given&limit=200")
    agreed = {row["child_id"] for row in effects}
    assert pupils == {row["child_id"] for row in enrolled} & agreed
    assert 0 < len(pupils) < len(enrolled)


def test_seven_groups_of_seven_and_two_children_who_wait(shown: Shown) -> None:
    groups = shown.items("coordinator@indigo.example", "/v1/mentor-groups")
    assert [group["active_members"] for group in groups] == [7] * 7
    assert sorted(group["waiting_members"] for group in groups) == [0] * 6 + [2]
    with shown.within("INDIGO") as db:
        members = list(db.execute(sa.select(GroupMember)).scalars())
    assert sum(member.state is MemberState.ACTIVE for member in members) == 49


def test_one_group_only_is_outside_the_policy(shown: Shown) -> None:
    path = "/v1/mentor-groups/outside-policy"
    assert shown.items("coordinator@indigo.example", path) == []
    (found,) = shown.items("coordinator@redcross.example", path)
    assert found["reasons"] == [{"code": "below_minimum", "present": 4, "limit": 5}]


def test_the_sums_are_those_of_a_recount_and_the_audit_holds(shown: Shown) -> None:
    for id in founding.organisations(shown.database):
        assert summing_attendance.recompute(shown.database, id) == []
        assert verify_chain(shown.database, id).breaks == []


def test_what_is_planned_lies_ahead_but_for_what_somebody_still_owes(shown: Shown) -> None:
    now = clock.now()
    for name in ("INDIGO", "Punainen"):
        with shown.within(name) as db:
            sessions = list(db.execute(sa.select(SupportSession)).scalars())
        late = [row for row in sessions if row.state is SessionState.PLANNED and row.ends_at < now]
        assert 1 <= len(late) <= 3
        assert all(row.starts_at < now for row in sessions if row.state is not SessionState.PLANNED)
        assert any(row.starts_at > now for row in sessions)
        assert {row.state for row in sessions} >= {SessionState.HELD, SessionState.CANCELLED}


def test_nobody_is_in_two_places_at_once(shown: Shown) -> None:
    for name in ("INDIGO", "Punainen"):
        with shown.within(name) as db:
            people: dict[UUID, list[UUID]] = defaultdict(list)
            for leader in db.execute(sa.select(GroupLeader)).scalars():
                people[leader.group_id].append(leader.user_id)
            for member in db.execute(sa.select(GroupMember)).scalars():
                people[member.group_id].append(member.child_id)
            busy: dict[UUID, list[tuple[Any, Any]]] = defaultdict(list)
            for session in db.execute(sa.select(SupportSession)).scalars():
                for person in people[session.group_id]:
                    busy[person].append((session.starts_at, session.ends_at))
        for times in busy.values():
            times.sort()
            assert all(ends <= starts for (_, ends), (starts, _) in pairwise(times))


def test_names_come_in_several_scripts_and_no_number_can_be_dialled(shown: Shown) -> None:
    scripts: set[str] = set()
    for name in ("INDIGO", "Punainen"):
        with shown.within(name) as db:
            for child in db.execute(sa.select(Child)).scalars():
                scripts.add(unicodedata.name(child.first_name[0]).split()[0])
            for guardian in db.execute(sa.select(Guardian)).scalars():
                for point in guardian.contact_points:
                    number = phonenumbers.parse(point["value"])
                    assert not phonenumbers.is_valid_number(number)
                    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
                    assert written == point["value"]
    assert scripts == {"LATIN", "CYRILLIC", "ARABIC"}


def people_of(url: str) -> list[tuple[Any, ...]]:
    """Who was loaded into a database, with their ids."""
    database = Database(url, pool_size=2)
    with OwnedSession(database, System(None, "test")) as db:
        organisations = list(db.execute(sa.select(Organisation).order_by(col(Organisation.id))).scalars())
    found: list[tuple[Any, ...]] = [(organisation.id, organisation.name) for organisation in organisations]
    for organisation in organisations:
        with OwnedSession(database, System(organisation.id, "test")) as db:
            children = db.execute(sa.select(Child).order_by(col(Child.id))).scalars()
            found += [(child.id, child.first_name, child.surname) for child in children]
    database.writer.close()
    database.engine.dispose()
    return found


def test_a_second_load_gives_the_same_people_with_the_same_ids(templates: Callable[[str], Templates]) -> None:
    first, second = (
        people_of(known.databases.create_database(known.demonstration()))
        for known in map(templates, ("sqlite", "postgresql"))
    )
    assert len(first) > 170
    assert first == second


def test_where_nothing_was_loaded_nobody_is_named(templates: Callable[[str], Templates]) -> None:
    known = templates("sqlite")
    empty = Database(known.databases.create_database(known.migrated()), pool_size=2)
    assert who_can_sign_in(empty) == []
    empty.writer.close()
    empty.engine.dispose()


def test_what_was_reported_shows_up_where_people_look_for_it(shown: Shown) -> None:
    boss, volunteer = "supervisor@indigo.example", "volunteer@indigo.example"
    late = shown.items("coordinator@indigo.example", "/v1/session-reports/unreported?overdue=true")
    states = {row["state"] for row in shown.items("coordinator@indigo.example", "/v1/session-reports?limit=200")}
    assert 1 <= len(late) <= 3
    assert states >= {"submitted", "acknowledged"}
    assert "draft" not in states, "a draft is its author's"
    children = [row["id"] for row in shown.items(volunteer, "/v1/children")]
    found = {id: shown.get(boss, f"/v1/children/{id}/wellbeing").json() for id in children}
    worrying = [id for id, one in found.items() if len(one["findings"]) == 2]
    assert len(worrying) == 1
    assert found[worrying[0]]["before"]["engagement"] - found[worrying[0]]["recent"]["engagement"] >= 1
    assert len(shown.items("mediator@indigo.example", "/v1/family-observations")) == 9
    assert 1 <= len(shown.items(volunteer, "/v1/family-observations")) < 9
    assert len(shown.items(boss, "/v1/teacher-contacts?sort=-at")) >= 10


def test_the_desk_counts_heads_and_the_school_tells_of_each_week(shown: Shown) -> None:
    boss, mine = "coordinator@redcross.example", "volunteer5@redcross.example"
    counted = shown.items(boss, "/v1/drop-in-visits?limit=200")
    total = sum(row["visits"] for row in shown.items(mine, "/v1/drop-in-visits/totals"))
    assert total == sum(row["count"] for row in counted) > 100
    asked = shown.items(boss, "/v1/questions?limit=200")
    assert sum(row["questions"] for row in shown.items(boss, "/v1/questions/totals")) == len(asked) > 20
    told = [row["week"] for row in shown.items("guardian@indigo.example", "/v1/school-participation")]
    assert len(told) == 4 * len(set(told)) == 16, "four children, four weeks"
    helper = "assistant@indigo.example"
    given = {row["helper_id"] for row in shown.items(helper, "/v1/device-help?limit=200")}
    assert given == {shown.get(helper, "/v1/me").json()["user_id"]}
    pairs = shown.items("volunteer@indigo.example", "/v1/peer-support")
    assert len(pairs) == 2
    assert len(shown.items("teacher@indigo.example", "/v1/school-channels")) == 10


def test_the_supervisors_page_of_the_week_has_something_to_look_at(shown: Shown) -> None:
    page = shown.get("supervisor@indigo.example", "/v1/supervision-week").json()
    assert page["counts"]["follow_ups"] == 1
    assert "Набавити две слушалице са микрофоном" in {action["what"] for action in page["actions"]}
    assert page["counts"]["trends"] == 1
    assert [row["group_name"] for row in page["unreported"]] == ["Čiriklja"]
    assert len(page["volunteers"]) == 5
    assert all(one["next_session"] for one in page["volunteers"])
    assert sum(one["last_contact_at"] is not None for one in page["volunteers"]) >= 4, "the fifth by the weekday"
    worry = shown.items("supervisor@indigo.example", "/v1/supervision-notes?kind=concern")
    assert [note["child_id"] for note in worry] == [page["trends"][0]["child_id"]]
    thanks = shown.items("volunteer@indigo.example", "/v1/supervision-notes?kind=appreciation")
    assert [note["text"] for note in thanks] == ["Hvala ti: deca te čekaju i pre početka."]
    own = shown.get("volunteer@indigo.example", "/v1/me/volunteering").json()
    assert len(own["thanks"]) == 2 and len(own["certificates"]) == len(own["credits"]) == 1
    assert {"first_session", "hours_10", "hours_50"} <= {row["code"] for row in own["milestones"]}
    assert own["cleared"] and len(own["requirements"]) == 4 and own["next_steps"]
    asked = shown.items("volunteer2@indigo.example", "/v1/supervision-notes?kind=question&include=answers")
    assert [len(note["answers"]) for note in asked] == [1]
    assert shown.items("volunteer@indigo.example", "/v1/supervision-notes?kind=concern") == []


def test_the_library_is_found_in_every_script_and_says_what_nobody_has_checked(shown: Shown) -> None:
    boss, mother = "coordinator@indigo.example", "guardian@indigo.example"
    materials = shown.items(boss, "/v1/materials?limit=200&include=translations")
    versions = shown.items(boss, "/v1/material-translations?limit=200")
    assert len(materials) >= 30
    assert {row["language"] for row in versions} == {"en", "sr-Latn", "sr-Cyrl", "ar", "bg", "fi"}
    for row in versions:
        reviewed = row["language"] == "en"
        assert (row["checked_at"] is not None) is reviewed
        assert bool(row["translator"]) is not reviewed, "it says so to whoever reads it"
    for typed in ("polazak u školu", "полазак у школу", "polazak u skolu", "polazka u školu", "بدء المدرسة"):
        found = {row["key"] for row in shown.items(mother, f"/v1/library?q={typed}&limit=100")}
        assert "starting-school" in found, typed
    assert {row["key"] for row in shown.items("guardian@redcross.example", "/v1/library")} >= {"first-weeks"}


@pytest.mark.parametrize("domain", ["indigo.example", "redcross.example"])
def test_parents_were_met_and_given_packs_and_the_excluded_father_never(shown: Shown, domain: str) -> None:
    boss, mediator, mother = (f"{name}@{domain}" for name in ("coordinator", "mediator", "guardian"))
    engagements = shown.items(boss, "/v1/engagements?limit=200")
    assert {row["state"] for row in engagements} == {"planned", "held"}
    assert {row["kind"] for row in engagements} >= {"workshop", "home_visit", "call", "design_consultation"}
    (coming,) = [row for row in engagements if row["state"] == "planned"]
    assert 0 < coming["taken"] <= coming["places"]
    today = clock.today()
    span = f"from={today - timedelta(days=60)}&to={today}"
    measures = shown.get(boss, f"/v1/engagement-measures?{span}").json()
    fathers = measures["fathers"]
    assert 0 < fathers["numerator"] < fathers["denominator"]
    assert sum(row["numerator"] for row in measures["by_barrier"]) > 5
    assert shown.items(boss, "/v1/engagements/uninvited-fathers") != []
    assert len(shown.items(mediator, "/v1/engagement-follow-ups")) >= 3
    (asked,) = shown.items(mother, "/v1/consultation-questions")
    assert asked["changed"]
    packs = shown.items(mediator, "/v1/deliveries?limit=200")
    assert {row["state"] for row in packs} == {"delivered", "acknowledged"}
    assert not any(row["fallback"] for row in shown.items(mother, "/v1/deliveries")), "in her own language"
    with shown.within("INDIGO" if domain.startswith("indigo") else "Punainen") as db:
        of_excluded = sa.select(col(Guardian.id)).where(col(Guardian.safety_excluded).is_(True))
        excluded = set(db.execute(of_excluded).scalars())
        for guardian_id in (col(Participation.guardian_id), col(Delivery.guardian_id)):
            assert not excluded & set(db.execute(sa.select(guardian_id)).scalars())


def test_a_question_in_arabic_is_read_in_finnish_and_says_who_has_put_it_so(shown: Shown) -> None:
    mother, educator, mediator = (f"{name}@redcross.example" for name in ("guardian", "educator", "mediator"))
    (talk,) = shown.items(mother, "/v1/conversations/inbox")
    thread = shown.items(educator, f"/v1/conversations/{talk['id']}/thread?sort=number")
    assert [row["language"] for row in thread] == ["ar", "fi", "ar"]
    (translation,) = thread[0]["translations"]
    assert translation["language"] == "fi"
    assert translation["translator_id"] == shown.get(mediator, "/v1/me").json()["user_id"]
    asked = shown.items(mediator, "/v1/interpretation-requests")
    assert sorted(row["state"] for row in asked) == ["done", "done", "requested"]
    (waiting,) = shown.get(mediator, "/v1/interpretation-requests/waiting").json()["items"]
    assert (waiting["languages"], waiting["interpreters"]) == (["fi", "ku"], 0)
    assert len(shown.items("teacher@indigo.example", "/v1/conversations/inbox")) == 1


def test_courses_were_taken_and_practices_taken_up(shown: Shown) -> None:
    boss = "coordinator@indigo.example"
    states = {row["state"] for row in shown.items(boss, "/v1/course-enrolments?limit=200")}
    assert states == {"completed", "in_progress", "failed"}
    page = shown.get("volunteer@indigo.example", "/v1/my-training").json()
    assert {row["purpose"] for row in page["records"]} == {"code_of_conduct", "other"}
    assert [row["why"] for row in page["due"]] == ["expires_soon"]
    school = shown.items("teacher@indigo.example", "/v1/schools")[0]["id"]
    courses = shown.get(boss, f"/v1/schools/{school}/training").json()["courses"]
    assert [(row["purpose"], row["in_force"], row["teachers"]) for row in courses] == [("engaging_parents", 1, 8)]
    practices = shown.items("guardian@indigo.example", "/v1/practices?include=adoptions")
    assert {row["evidence"] for row in practices} == {"replicated", "described"}, "those that are for everybody"
    every = shown.items(boss, "/v1/practices?include=adoptions")
    assert {row["evidence"] for row in every} == {"described", "evaluated", "replicated"}
    assert sum(len(row["adoptions"]) for row in every) == 4
    assert len(shown.items(boss, "/v1/policy-recommendations?include=practices")) == 2


@pytest.mark.parametrize(("domain", "states"), [("indigo.example", 7), ("redcross.example", 4)])
def test_volunteers_are_found_cleared_and_thanked_by_a_certificate(shown: Shown, domain: str, states: int) -> None:
    boss, short_name = f"coordinator@{domain}", domain.partition(".")[0]
    offers = shown.client.get(f"/v1/open-opportunities/{short_name}").json()["items"]
    assert [offer["places_left"] > 0 for offer in offers] == [True] * len(offers)
    for tag in ("ar", "sr-Cyrl", "fi"):
        page = shown.client.get(f"/v1/open-opportunities/{short_name}/page?lang={tag}").text
        assert page.count("<article") == len(offers) >= 2
    applied = shown.items(boss, "/v1/applications?limit=200")
    assert len({row["state"] for row in applied}) == states
    taken = {row["id"]: row["places_taken"] for row in shown.items(boss, "/v1/opportunities?limit=200")}
    assert taken == {
        id: sum(row["opportunity_id"] == id and row["state"] == "accepted" for row in applied) for id in taken
    }
    assert {row["state"] for row in shown.items(boss, "/v1/interview-slots")} == {"free", "taken"}
    fulfilled = shown.items(boss, "/v1/requirement-fulfilments?limit=200")
    assert {row["state"] for row in fulfilled} >= {"approved", "expired", "exempted"}
    for name in ("volunteer", "volunteer2", "volunteer3", "volunteer4", "volunteer5", "assistant", "assistant2"):
        who = f"{name}@{domain}"
        me = shown.get(who, "/v1/me").json()["user_id"]
        assert shown.get(who, f"/v1/users/{me}/requirement-standings").json()["cleared"] is True
    totals = shown.get(boss, "/v1/hours/totals").json()
    with shown.within("INDIGO" if domain.startswith("indigo") else "Punainen") as db:
        entries = list(db.execute(sa.select(HoursEntry)).scalars())
        led = counting_hours_anew(db)
    assert {(row.session_id, row.user_id) for row in entries if row.session_id} == led
    for state, name in (("verified", "verified"), ("logged", "waiting"), ("disputed", "disputed")):
        assert totals[f"{name}_minutes"] == sum(row.minutes for row in entries if row.state == state) > 0
    (certificate,) = shown.items(boss, "/v1/certificates")
    checked = shown.client.get(f"/v1/certificates/verify/{certificate['code']}").json()
    assert (checked["standing"], checked["totals"]) == ("valid", certificate["totals"])
    (progress, *_) = shown.get(boss, "/v1/credit-candidates/progress").json()["items"]
    assert 0 < progress["verified_minutes"] < progress["required_minutes"]


def counting_hours_anew(db: OwnedSession) -> set[tuple[UUID, UUID]]:
    """Who led which held session with a child present, worked out in Python."""
    sessions = {row.id: row for row in db.execute(sa.select(SupportSession)).scalars() if row.state == "held"}
    marks = db.execute(sa.select(Attendance)).scalars()
    attended = {mark.session_id for mark in marks if mark.status != "absent"}
    attended |= {visit.session_id for visit in db.execute(sa.select(DropInVisit)).scalars()}
    leaders = list(db.execute(sa.select(GroupLeader)).scalars())
    return {
        (id, one.user_id)
        for id in attended & sessions.keys()
        for one in leaders
        if one.group_id == sessions[id].group_id
    }


@pytest.mark.parametrize("loaded_url", ["postgresql"], indirect=True)
def test_the_server_plans_with_the_rows_of_all_organisations(loaded_url: str) -> None:
    with psycopg.connect(loaded_url) as connection:
        known = connection.execute("SELECT reltuples FROM pg_class WHERE oid = 'child'::regclass").fetchone()
        assert known == connection.execute("SELECT count(*)::real FROM child").fetchone() != (0.0,)
