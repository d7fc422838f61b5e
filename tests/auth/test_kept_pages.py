"""Pages that are kept: spared is only the writing, never the question who may see which row in which version."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.auth.kept_pages import OF_A_ROW, KeptPage, KeptPages
from app.auth.permissions import may
from app.auth.questions import Question, beside_text, is_settled
from app.auth.reader import all_names
from app.core import clock
from app.core.statements import Plan
from app.core.tiers import AUDITED_FROM, tiers_of
from app.models import GroupLeader, Membership, SignIn, SupportSession
from app.models.membership import Role
from tests.checked_pages import CheckedPages, Stale
from tests.declared_reads import all_reads
from tests.world import World

MARK = b"kept"


def pages_of(world: World, pages: KeptPages | None = None) -> KeptPages:
    """The pages that the application keeps from now on."""
    kept: KeptPages = KeptPages() if pages is None else pages
    world.app.state.process.pages = kept
    return kept


def marked(pages: KeptPages) -> int:
    """Puts other bytes into every kept page, so that an answer shows where it is from."""
    for place, page in list(pages.pages.items()):
        pages.pages[place] = page._replace(body=MARK)
    return len(pages.pages)


def lists_of(world: World) -> str:
    return f"/v1/sessions?group_id={world.indigo.owls}&sort=-starts_at"


def test_who_asks_again_gets_the_page_that_was_kept(world: World) -> None:
    pages, person = pages_of(world), world.indigo.volunteer
    first = person.get(lists_of(world))
    assert person.get(lists_of(world)).content == first.content
    known = person.get(lists_of(world), headers={"if-none-match": first.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert marked(pages) == 1
    again = person.get(lists_of(world))
    assert (again.content, again.headers["etag"]) == (MARK, first.headers["etag"])
    assert person.get(lists_of(world) + "&limit=1").json()["items"] == first.json()["items"][:1]
    assert world.indigo.coordinator.get(lists_of(world)).json() == first.json()


def renamed(world: World) -> None:
    world.indigo.coordinator.patch(f"/v1/sessions/{world.indigo.owls_planned}", {"topic": "fractions"})


def added(world: World) -> None:
    when = (clock.now() + timedelta(days=5)).isoformat()
    body = {"starts_at": when, "minutes": 60, "group_id": str(world.indigo.owls)}
    assert world.indigo.coordinator.post("/v1/sessions", body).status_code == 201


def emptied(world: World) -> None:
    with world.as_system(world.indigo) as db:
        db.delete(db.find(SupportSession, world.indigo.owls_planned))
        db.commit()


def led_no_more(world: World) -> None:
    with world.as_system(world.indigo) as db:
        db.find(GroupLeader, world.indigo.owls_leader).valid_to = clock.now()
        db.commit()


def signed_out(world: World) -> None:
    with world.as_system(world.indigo) as db:
        db.find(SignIn, world.indigo.volunteer.sign_in_id).ended_at = clock.now()
        db.commit()


def suspended(world: World) -> None:
    with world.as_system(world.indigo) as db:
        db.find(Membership, world.indigo.volunteer.membership_id).cleared_until = clock.now() - timedelta(days=1)
        db.commit()


@pytest.mark.parametrize(
    ("change", "status", "rows"),
    [
        (renamed, 200, 2),
        (added, 200, 3),
        (emptied, 200, 1),
        (led_no_more, 200, 0),
        (suspended, 200, 0),
        (signed_out, 401, None),
    ],
)
def test_what_changes_is_seen_at_once(
    world: World, change: Callable[[World], None], status: int, rows: int | None
) -> None:
    pages, person = pages_of(world), world.indigo.volunteer
    before = person.get(lists_of(world))
    assert len(before.json()["items"]) == 2
    assert marked(pages) == 1
    change(world)
    after = person.get(lists_of(world))
    assert after.status_code == status
    assert after.content != MARK
    assert after.headers.get("etag") != before.headers["etag"]
    if rows is not None:
        assert len(after.json()["items"]) == rows


def test_an_empty_page_is_not_kept_for_it_may_be_a_dead_sign_in(world: World) -> None:
    pages, person = pages_of(world), world.indigo.volunteer
    nothing = f"/v1/sessions?group_id={world.indigo.foxes}"
    assert person.get(nothing).json()["items"] == []
    assert pages.pages == {}
    signed_out(world)
    assert person.get(nothing).status_code == 401


def test_a_row_changed_behind_its_version_is_noticed_by_the_tests(world: World) -> None:
    pages_of(world, CheckedPages())
    person = world.indigo.volunteer
    person.get(lists_of(world))
    with world.as_system(world.indigo) as db:
        db.connection().execute(sa.text("UPDATE session SET topic = 'behind'"))
        db.commit()
    with pytest.raises(Stale):
        stale_or_raise(person.get(lists_of(world)))


def stale_or_raise(answer: Any) -> None:
    """The application answers 500 for what it did not expect; that is the check's word here."""
    if answer.status_code == 500:
        raise Stale


def test_nothing_personal_is_kept(world: World) -> None:
    pages = pages_of(world)
    for person in (world.indigo.coordinator, world.indigo.volunteer, world.indigo.mediator):
        for path in ("/v1/children", "/v1/guardians", "/v1/families"):
            person.get(path)
    assert pages.pages == {}
    # A search may be somebody's name; a count moves without the rows of the page.
    for asked in ("q=vuk", "count=true"):
        assert world.indigo.coordinator.get(f"/v1/schools?{asked}").status_code == 200
    assert pages.pages == {}
    world.indigo.coordinator.get("/v1/schools")
    assert len(pages.pages) == 1


def test_settled_pages_are_made_of_impersonal_columns_of_versioned_rows() -> None:
    settled = 0
    for name, reads in all_reads().items():
        for role in Role:
            if not may(role, "read", reads.model):
                continue
            names = all_names(reads, role)
            asked = Question(role, names)
            if not is_settled(reads, asked):
                continue
            settled += 1
            tiers = tiers_of(reads.shape)
            assert all(tiers[member].level < AUDITED_FROM for member in names if member in tiers), (name, role)
            assert set(names) <= set(reads.table.c.keys()) - set(reads.computed), (name, role)
            assert [column.key for column in beside_text(reads, asked)] == ["id", "version", "updated_at"]
            for other in (asked._replace(single=True), asked._replace(counted=True), asked._replace(search="name")):
                assert not is_settled(reads, other)
    assert settled > 100


def page(rows: int, body: bytes = b"x" * 1000) -> KeptPage:
    plan: Any = object()
    return KeptPage(plan, {"rows": 51}, [(number,) for number in range(rows)], body, b'"tag"')


def place(number: int) -> tuple[str, str, bytes]:
    return (str(number), "/v1/sessions", b"")


def test_the_oldest_pages_give_way() -> None:
    each = page(3)
    assert each.size == 1000 + 3 * OF_A_ROW
    pages = KeptPages(room=each.size * 3)
    for number in range(5):
        pages.keep(place(number), each)
    assert list(pages.pages) == [place(2), place(3), place(4)]
    assert pages.taken == each.size * 3
    pages.keep(place(2), page(1))
    assert list(pages.pages) == [place(3), place(4), place(2)]
    assert pages.taken == sum(kept.size for kept in pages.pages.values())
    pages.keep(place(3), page(0))
    pages.keep(place(4), page(1, b"x" * each.size * 4))
    assert list(pages.pages) == [place(2)]
    assert pages.taken == page(1).size


def test_a_page_of_another_question_is_not_the_same() -> None:
    pages, kept = KeptPages(), page(2)
    pages.keep(place(1), kept)

    async def rows(_: Plan, values: dict[str, Any]) -> list[Any]:
        assert values == {"rows": 51}
        return [(0,), (1,)]

    async def others(_: Plan, values: dict[str, Any]) -> list[Any]:
        return [(0,), (2,)]

    def asked(number: int, plan: Plan, ask: Any) -> KeptPage | None:
        return asyncio.run(pages.same(place(number), plan, lambda: plan, ask))

    assert asked(1, kept.plan, rows) is kept
    assert asked(1, kept.plan, others) is None
    assert asked(1, page(2).plan, rows) is None
    assert asked(2, kept.plan, rows) is None
