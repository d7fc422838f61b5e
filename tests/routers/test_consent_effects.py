"""What consents put into effect over HTTP: from the next request on, and no longer than they last."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import clock
from app.models import ConsentEffect
from app.models.consent_purpose import ConsentPurpose
from tests.consents import answer, effect, sharing, state
from tests.households import listed
from tests.world import World

STATEMENT = {
    "id", "child_id", "purpose", "state", "given_by_id", "method", "language", "interpreter", "witness", "text_version",
    "valid_until", "recorded_at", "follows_id", "created_at", "updated_at", "version", "created_by",
}  # fmt: skip


EFFECT = {"id", "child_id", "purpose", "state", "valid_until", "created_at", "updated_at", "version"}


YESTERDAY, TODAY = (clock.today() - timedelta(days=days) for days in (1, 0))


@pytest.mark.parametrize(
    ("role", "statements", "effects"),
    [
        *((role, 200, 200) for role in ("coordinator", "supervisor", "mediator", "guardian", "dpo")),
        *((role, 403, 200) for role in ("educator", "volunteer", "teacher")),
        *((role, 403, 403) for role in ("assistant", "administrator", "partner")),
    ],
)
def test_who_reads_statements_and_who_effects(world: World, role: str, statements: int, effects: int) -> None:
    person, mine = world.indigo.people[role], f"child_id={world.indigo.mila}"
    for collection, status, members in (("consents", statements, STATEMENT), ("consent-effects", effects, EFFECT)):
        shown = person.get(f"/v1/{collection}?{mine}")
        assert shown.status_code == status
        if status == 200:
            rows = shown.json()["items"]
            assert [row["purpose"] for row in rows] == ["participation", "share_with_school", "homework_photo"]
            assert all(row.keys() == members for row in rows)
            assert person.get(f"/v1/{collection}/{rows[0]['id']}").json() == rows[0]


def test_consents_are_reached_with_the_child(world: World) -> None:
    path = f"?child_id={world.indigo.luka}"
    for role in ("supervisor", "mediator", "guardian"):
        assert listed(world.indigo.people[role].get(f"/v1/consents{path}")) == []
    for role in ("volunteer", "teacher"):
        assert listed(world.indigo.people[role].get(f"/v1/consent-effects{path}")) == []
    assert world.red_cross.dpo.get(f"/v1/consents/{sharing(world)}").status_code == 404


def test_a_consent_ends_with_its_last_day_without_anyones_doing(world: World) -> None:
    teacher, mila = world.indigo.teacher, f"/v1/children/{world.indigo.mila}"
    let_end(world, TODAY)
    assert (effect(world, "share_with_school"), teacher.get(mila).status_code) == (["given"], 200)
    let_end(world, YESTERDAY)
    assert (effect(world, "share_with_school"), teacher.get(mila).status_code) == (["expired"], 404)
    ask = world.indigo.coordinator.get
    assert listed(ask("/v1/consent-effects?state=expired"), "purpose") == ["share_with_school"]
    others = ["participation", "participation", "homework_photo"]
    assert listed(ask("/v1/consent-effects?state=given,refused"), "purpose") == others
    refused = answer(world, sharing(world), "withdraw")
    assert (refused.status_code, refused.json()["state"], refused.json()["allowed"]) == (409, "expired", [])
    assert state(world, purpose="share_with_school").status_code == 201
    assert teacher.get(mila).status_code == 200


def let_end(world: World, last_day: Any) -> None:
    """Makes the consent to sharing one that ends with that day."""
    with world.as_system(world.indigo) as db:
        same = [ConsentEffect.child_id == world.indigo.mila, ConsentEffect.purpose == ConsentPurpose.SHARE_WITH_SCHOOL]
        db.execute(sa.select(ConsentEffect).where(*same)).scalar_one().valid_until = last_day
        db.commit()


def test_a_withdrawal_counts_from_the_next_request(world: World) -> None:
    mila = f"/v1/children/{world.indigo.mila}"
    assert world.indigo.teacher.get(mila).status_code == 200
    assert answer(world, sharing(world), "withdraw", "guardian").status_code == 201
    assert world.indigo.teacher.get(mila).status_code == 404
    assert state(world, "coordinator", purpose="share_with_school").status_code == 201
    assert world.indigo.teacher.get(mila).status_code == 200


def test_of_many_answers_at_once_one_counts(world: World) -> None:
    asked = state(world, state="requested").json()["id"]

    def reply(number: int) -> str:
        move, role = (("give", "mediator"), ("refuse", "guardian"), ("give", "coordinator"))[number % 3]
        return str(answer(world, asked, move, role).json().get("type"))

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(reply, range(6))) == ["/problems/illegal-transition"] * 5 + ["None"]
    rows = world.indigo.mediator.get(f"/v1/consents?child_id={world.indigo.mila}&purpose=referral").json()["items"]
    assert [row["follows_id"] for row in rows] == [None, asked]
    assert effect(world) == [rows[-1]["state"]]


def test_of_two_first_statements_at_once_one_follows_the_other(world: World) -> None:
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda _: state(world, purpose="story").status_code, range(4)))
    assert statuses == [201] * 4
    rows = world.indigo.mediator.get("/v1/consents?purpose=story").json()["items"]
    assert len({row["follows_id"] for row in rows}) == 4
    assert effect(world, "story") == ["given"]
