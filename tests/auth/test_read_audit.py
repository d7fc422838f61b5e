"""Reads of personal fields stand in the audit before a byte leaves; without the audit there is no data."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.auth.read_audit import ReadAudit
from app.auth.trail import verify_chain
from app.core.database import Database
from app.core.ids import uuid7
from app.core.problems import Unavailable
from app.models import Audit, SupportSession
from app.models.membership import Role
from app.models.support_session import SessionState
from tests.acting import inside
from tests.world import World, short

audit = Audit.__table__  # type: ignore[attr-defined]


def reads(database: Database, organisation_id: UUID) -> list[dict[str, Any]]:
    """What stands in the lanes of reads, in the order of writing."""
    return [what for lane, what in lines(database, organisation_id) if lane > 0]


def lines(database: Database, organisation_id: UUID) -> list[tuple[int, dict[str, Any]]]:
    with inside(database, organisation_id) as connection:
        rows = sa.select(audit.c.lane, audit.c.what).where(audit.c.organisation_id == organisation_id)
        return [(row.lane, json.loads(row.what)) for row in connection.execute(rows.order_by(audit.c.at))]


def test_a_read_of_personal_fields_says_who_saw_what_of_whom(world: World) -> None:
    person, mila = world.indigo.coordinator, world.indigo.mila
    answer = person.get(f"/v1/children/{mila}", headers={"x-request-id": "request-0001"})
    assert answer.status_code == 200
    assert reads(world.database, world.indigo.id) == [
        {
            "who": str(person.user_id),
            "as": "coordinator",
            "verb": "read",
            "rows": [["read", "children", str(mila)]],
            "tiers": [2, 3],
            "request": "request-0001",
        }
    ]


def test_a_page_is_one_line_with_all_its_ids(world: World) -> None:
    shown = world.indigo.coordinator.get("/v1/children").json()["items"]
    (line,) = reads(world.database, world.indigo.id)
    assert line["rows"] == [["read", "children", row["id"]] for row in shown]
    assert len(shown) == 2


# What is asked by whom, and how many lines it leaves.
ASKED = {
    "internal fields by a volunteer": ("volunteer", "/v1/children/{mila}", 0),
    "a list of internal fields": ("volunteer", "/v1/children", 0),
    "internal fields alone": ("coordinator", "/v1/children/{mila}?fields=code,first_name", 0),
    "one personal field": ("coordinator", "/v1/children/{mila}?fields=surname", 1),
    "public fields": ("coordinator", "/v1/schools", 0),
    "nothing": ("coordinator", "/v1/children?q=nobody", 0),
    "a count of nothing": ("coordinator", "/v1/children?q=nobody&count=true", 0),
    "a row out of reach": ("mediator", "/v1/children/{luka}", 0),
    "what is refused": ("assistant", "/v1/families", 0),
    "the contacts of a guardian, by a volunteer": ("volunteer", "/v1/guardians", 1),
    "sessions": ("volunteer", "/v1/sessions", 0),
    "sessions with attendance": ("volunteer", "/v1/sessions?include=attendance", 0),
    "oneself": ("volunteer", "/v1/users/{me}", 1),
}


def test_what_is_noted_and_what_is_not(world: World) -> None:
    left = {}
    for what, (role, path, _) in ASKED.items():
        before = len(reads(world.database, world.indigo.id))
        person = world.indigo.people[role]
        person.get(path.format(**world.indigo.ids, me=person.user_id))
        left[what] = len(reads(world.database, world.indigo.id)) - before
    assert left == {what: expected for what, (_, _, expected) in ASKED.items()}


def test_personal_fields_of_included_rows_are_noted(world: World) -> None:
    with world.as_system(world.indigo) as db:
        row = db.find(SupportSession, world.indigo.owls_held)
        db.reasons[row.id] = "By mistake"
        row.state = SessionState.PLANNED
        db.commit()
    path = f"/v1/sessions/{world.indigo.owls_held}"
    person = world.indigo.coordinator
    assert person.get(path).status_code == 200
    assert reads(world.database, world.indigo.id) == []
    assert person.get(f"{path}?include=transitions").json()["transitions"][0]["reason"] == "By mistake"
    (line,) = reads(world.database, world.indigo.id)
    assert (line["include"], line["tiers"]) == (["transitions"], [2, 3])


def test_not_modified_is_a_read_too(world: World) -> None:
    person, path = world.indigo.coordinator, f"/v1/children/{world.indigo.mila}"
    tag = person.get(path).headers["etag"]
    assert person.get(path, headers={"if-none-match": tag}).status_code == 304
    assert len(reads(world.database, world.indigo.id)) == 2


def test_what_a_write_shows_is_noted_with_it(world: World) -> None:
    person = world.indigo.coordinator
    body = {"programme_id": str(world.indigo.programme), "display_name": "Hasan", "id": str(uuid7())}
    assert person.post("/v1/families", body).status_code == 201
    _, made = lines(world.database, world.indigo.id)[-1]
    assert (made["verb"], made["rows"], made["tiers"]) == ("write", [["create", "families", body["id"]]], [2, 3])
    # The same again changes nothing, but shows the row.
    assert person.post("/v1/families", body).status_code == 200
    lane, shown = lines(world.database, world.indigo.id)[-1]
    assert (lane, shown["verb"], shown["rows"]) == (0, "read", [["read", "families", body["id"]]])
    assert shown["tiers"] == [2, 3]
    # So does a change that comes too late, though its transaction leaves nothing.
    answer = person.patch(f"/v1/families/{body['id']}", {"municipality": "Niš"}, etag='"old"')
    assert answer.status_code == 412
    assert answer.json()["current"]["display_name"] == "Hasan"
    (line,) = reads(world.database, world.indigo.id)
    assert (line["rows"], line["tiers"]) == ([["read", "families", body["id"]]], [2, 3])
    assert verify_chain(world.database, world.indigo.id).breaks == []


def test_a_late_change_of_what_is_not_personal_is_not_noted(world: World) -> None:
    path = f"/v1/schools/{world.indigo.school}"
    assert world.indigo.coordinator.patch(path, {"name": "x"}, etag='"old"').status_code == 412
    assert reads(world.database, world.indigo.id) == []


@pytest.mark.parametrize("role", Role)
def test_no_role_reads_a_child_with_its_surname_unseen(world: World, role: Role) -> None:
    answer = world.indigo.people[short(role)].get("/v1/children")
    showed = answer.status_code == 200 and any("surname" in row for row in answer.json()["items"])
    assert bool(reads(world.database, world.indigo.id)) is showed


def test_without_the_audit_there_is_no_data(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person, path = world.indigo.coordinator, f"/v1/children/{world.indigo.mila}"

    def broken(self: ReadAudit, rows: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(ReadAudit, "commit", broken)
        for headers in ({}, {"if-none-match": "*"}):
            answer = person.get(path, headers=headers)
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "2"
            assert "Mila" not in answer.text
        assert world.indigo.volunteer.get(path).status_code == 200
        answer = person.patch(f"/v1/families/{world.indigo.petrovic}", {"municipality": "x"}, etag='"old"')
        assert (answer.status_code, "Petrović" in answer.text) == (503, False)
    assert person.get(path).status_code == 200


def test_a_batch_that_was_written_but_not_acknowledged_stops_nobody(world: World, monkeypatch: Any) -> None:
    """The connection breaks after the commit: the numbers are taken, and must not be given again."""
    person, path = world.indigo.coordinator, f"/v1/children/{world.indigo.mila}"
    commit = ReadAudit.commit

    def lost(self: ReadAudit, rows: Any) -> None:
        commit(self, rows)
        raise OSError("connection lost")

    assert person.get(path).status_code == 200
    with monkeypatch.context() as patch:
        patch.setattr(ReadAudit, "commit", lost)
        assert person.get(path).status_code == 503
    assert person.get(path).status_code == 200
    assert world.indigo.administrator.post("/v1/sites", {"name": "x", "kind": "library"}).status_code == 201
    report = verify_chain(world.database, world.indigo.id)
    assert (report.breaks, report.lanes) == ([], 3)


def test_a_write_anchors_the_latest_read_of_its_organisation(world: World) -> None:
    for _ in range(2):
        world.indigo.coordinator.get("/v1/children")
    world.red_cross.coordinator.get("/v1/children")
    world.indigo.administrator.post("/v1/sites", {"name": "x", "kind": "library"})
    anchor = lines(world.database, world.indigo.id)[-1][1]["anchor"]
    with inside(world.database, world.indigo.id) as connection:
        mine = sa.select(audit.c.lane, audit.c.seq, audit.c.hash).where(audit.c.organisation_id == world.indigo.id)
        newest = connection.execute(mine.where(audit.c.lane > 0).order_by(audit.c.seq.desc())).first()
    assert anchor == list(newest)
    assert anchor[1] == 2
    world.indigo.administrator.post("/v1/sites", {"name": "y", "kind": "library"})
    assert "anchor" not in lines(world.database, world.indigo.id)[-1][1]


def run(database: Database, work: Callable[[ReadAudit], Coroutine[Any, Any, None]]) -> None:
    """Runs with a group writer of its own."""

    async def main() -> None:
        audit = ReadAudit(database)
        try:
            await work(audit)
        finally:
            await audit.close()

    asyncio.run(main())


def test_reads_at_once_are_written_together_and_in_order(below: World) -> None:
    batches: list[int] = []
    count = 50

    async def work(writer: ReadAudit) -> None:
        commit = writer.commit
        writer.commit = lambda rows: (batches.append(len(rows)), commit(rows))[1]  # type: ignore[method-assign]
        places = (below.indigo.id, below.red_cross.id)
        await asyncio.gather(
            *(writer.add(places[number % 2], {"verb": "read", "n": number}) for number in range(count))
        )

    run(below.database, work)
    assert sum(batches) == count
    assert len(batches) < 5
    for offset, place in enumerate((below.indigo, below.red_cross)):
        numbers = [what["n"] for what in reads(below.database, place.id)]
        assert sorted(numbers) == list(range(offset, count, 2))
        report = verify_chain(below.database, place.id)
        assert (report.breaks, report.lanes) == ([], 2)


def test_a_client_that_goes_away_holds_nobody_up(below: World) -> None:
    async def work(writer: ReadAudit) -> None:
        gone = asyncio.create_task(writer.add(below.indigo.id, {"verb": "read"}))
        await asyncio.sleep(0)
        gone.cancel()
        await writer.add(below.indigo.id, {"verb": "read"})
        assert gone.cancelled()
        assert writer.healthy

    run(below.database, work)
    assert len(reads(below.database, below.indigo.id)) == 2


def test_closing_writes_what_waits(below: World) -> None:
    async def work(writer: ReadAudit) -> None:
        waiting = asyncio.create_task(writer.add(below.indigo.id, {"verb": "read"}))
        await asyncio.sleep(0)
        await writer.close()
        await waiting

    run(below.database, work)
    assert len(reads(below.database, below.indigo.id)) == 1


def test_without_its_writer_a_read_is_refused_and_the_process_is_not_ready(below: World) -> None:
    async def work(writer: ReadAudit) -> None:
        writer.task.cancel()
        await asyncio.gather(writer.task, return_exceptions=True)
        assert not writer.healthy
        with pytest.raises(Unavailable):
            await writer.add(below.indigo.id, {"verb": "read"})

    run(below.database, work)


def test_every_process_has_a_lane_of_its_own(below: World) -> None:
    lanes = set()

    async def work(writer: ReadAudit) -> None:
        await writer.add(below.indigo.id, {"verb": "read"})
        lanes.add(writer.lane)

    for _ in range(3):
        run(below.database, work)
    assert len(lanes) == 3
    assert min(lanes) > 0
    assert verify_chain(below.database, below.indigo.id).breaks == []
